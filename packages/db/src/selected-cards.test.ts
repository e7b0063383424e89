import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTransaction } from './client.ts';
import { listSelectedCards, type CardSelection } from './field-overview.ts';
import { addMoves, saveSights, type MoveRow, type SightRow } from './os.ts';
import { settlePendings } from './pendings.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
const account = 'default';
const hour = (at: number): Date => new Date(Date.UTC(2026, 10, 26, at));

// One card moved at ten, one at twelve, one at both.
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  await saveMove('501', 1, hour(10));
  await saveMove('502', 1, hour(12));
  await saveMove('503', 1, hour(10));
  await saveMove('503', 2, hour(12));
  await holdCard('502', 'sem_localizacao');
  await holdCard('503', 'documento_ausente');
});
afterAll(() => database.remove());

async function saveMove(isalesId: string, seq: number, at: Date): Promise<void> {
  const sight: SightRow = {
    ...{ isalesId, quadroId: null, isalesClienteId: isalesId, colunaId: 17840 },
    ...{ tipoServico: 's', estadoAtual: 'ativo', vendedor: null },
  };
  const move: MoveRow = {
    ...{ isalesId, seq, status: 'ativo', colunaId: 17840, colunaAnterior: null },
    ...{ tipoServico: 's', observacao: 'x', chave: `isales:${isalesId}:${seq}`, tipo: 'pedido' },
    ...{ estado: 'suprimido', motivo: null, refEnvioId: null },
  };
  const runId = '00000000-0000-7000-8000-000000000000';
  await inTransaction(database.pool, async (sql) => {
    await saveSights(sql, { account, at, sights: [sight] });
    await addMoves(sql, { account, runId, at, moves: [move] });
  });
}

async function holdCard(isalesId: string, reason: string): Promise<void> {
  const open = [{ key: `${isalesId}:${reason}`, reason, detail: 'x' }];
  const scope = { integration: 'isales-fieldcontrol', account, kind: 'card', keys: [] };
  await settlePendings(database.pool, { ...scope, open });
}

const select = (of: Omit<CardSelection, 'account'>): Promise<string[]> =>
  listSelectedCards(database.pool, { account, ...of });

test.each<[string, Omit<CardSelection, 'account'>, string[]]>([
  ['the first of two periods', { since: hour(9), until: hour(11) }, ['501', '503']],
  ['the second of two periods', { since: hour(11), until: hour(13) }, ['502', '503']],
  ['a period includes its beginning', { since: hour(12) }, ['502', '503']],
  ['a period ends before its end', { since: hour(9), until: hour(12) }, ['501', '503']],
  ['a period without a beginning', { until: hour(11) }, ['501', '503']],
  ['a period in which nothing moved', { since: hour(11), until: hour(12) }, []],
  ['a pending’s reason', { reason: 'sem_localizacao' }, ['502']],
  ['a reason and a period', { reason: 'sem_localizacao', until: hour(11) }, []],
  ['ids and a period', { isalesIds: ['501', '502'], since: hour(11) }, ['502']],
])('cards are chosen by %s', async (_says, choice, cards) => {
  expect(await select(choice)).toEqual(cards);
});

test('a pending that was closed chooses nothing any more', async () => {
  const scope = { integration: 'isales-fieldcontrol', account, kind: 'card' };
  await settlePendings(database.pool, { ...scope, keys: ['503:documento_ausente'], open: [] });
  expect(await select({ reason: 'documento_ausente' })).toEqual([]);
});
