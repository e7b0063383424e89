import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTransaction } from './client.ts';
import { listHeld } from './held.ts';
import { addMoves, listCards, saveSights, type MoveRow, type SightRow } from './os.ts';
import { settlePendings } from './pendings.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

const account = 'default';
const at = new Date('2026-11-26T12:00:00Z');
const sight: SightRow = {
  ...{ isalesId: '501', quadroId: null, isalesClienteId: '501', colunaId: 17840 },
  ...{ tipoServico: 's', estadoAtual: 'ativo', vendedor: 'Davi' },
};
const move: MoveRow = {
  ...{ isalesId: '501', seq: 1, status: 'ativo', colunaId: 17840, colunaAnterior: null },
  ...{ tipoServico: 's', observacao: 'x', chave: 'isales:501:1', tipo: 'pedido' },
  ...{ estado: 'pendente', motivo: null, refEnvioId: null },
};

test('a move is kept with its delivery, and the card is read back with both', async () => {
  const { pool } = database;
  const runId = '00000000-0000-7000-8000-000000000000';
  await inTransaction(pool, async (sql) => {
    await saveSights(sql, { account, at, sights: [sight] });
    await addMoves(sql, { account, runId, at, moves: [move] });
  });
  expect(await listCards(pool, account)).toMatchObject([
    {
      ...{ isalesId: '501', colunaId: 17840, lastSeq: 1 },
      deliveries: [{ seq: 1, tipo: 'pedido', estado: 'pendente', refEnvioId: null }],
    },
  ]);
});

test.each([
  `UPDATE os_status_historico SET status = 'cancelado'`,
  'DELETE FROM os_status_historico',
  'TRUNCATE os_status_historico CASCADE',
])('the history is only added to: %s', async (statement) => {
  await expect(database.pool.query(statement)).rejects.toThrow('only added to');
});

test('the mark of the delivery may change', async () => {
  await database.pool.query('UPDATE os_status_historico SET enviado_field = true');
});

test('pendings open, are counted when they are found again, and close by themselves', async () => {
  const { pool } = database;
  const scope = {
    integration: 'isales-fieldcontrol',
    account,
    kind: 'card',
    keys: ['501:a', '501:b'],
  };
  const open = [{ key: '501:a', reason: 'sem_localizacao', detail: 'x' }];
  await settlePendings(pool, { ...scope, open });
  await settlePendings(pool, { ...scope, open });
  const { rows } = await pool.query('SELECT motivo, vezes, resolvida_em FROM pendencia');
  expect(rows).toEqual([{ motivo: 'sem_localizacao', vezes: 2, resolvida_em: null }]);
  await settlePendings(pool, { ...scope, open: [] });
  expect(await listHeld(pool, { limit: 10 })).toEqual([]);
});
