import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { clearDirty, markDirty, postponeDirty } from './dirty.ts';
import { REQUEST_MARK } from './envios.ts';
import { wakeChanges } from './envios-changed.ts';
import { addMoves, saveSights, type MoveRow, type SightRow } from './os.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

const account = 'default';
const at = new Date('2026-11-26T12:00:00Z');
const runId = '00000000-0000-7000-8000-000000000000';

let database: TestDatabase;
let delivery = '';

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  const { pool } = database;
  const sight: SightRow = {
    ...{ isalesId: '501', quadroId: null, isalesClienteId: '501', colunaId: 17840 },
    ...{ tipoServico: 's', estadoAtual: 'ativo', vendedor: null },
  };
  const move: MoveRow = {
    ...{ isalesId: '501', seq: 1, status: 'ativo', colunaId: 17840, colunaAnterior: null },
    ...{ tipoServico: 's', observacao: 'x', chave: 'isales:501:1', tipo: 'pedido' },
    ...{ estado: 'enviado', motivo: null, refEnvioId: null },
  };
  await saveSights(pool, { account, at, sights: [sight] });
  await addMoves(pool, { account, runId, at, moves: [move] });
  const { rows } = await pool.query<{ id: string }>('SELECT id::text FROM envio_field');
  delivery = rows[0]?.id ?? '';
});
beforeEach(async () => {
  const { pool } = database;
  await pool.query('DELETE FROM dirty');
  await mark();
  for (let tries = 0; tries < 5; tries += 1) await putOff(await readMark());
});
afterAll(() => database.remove());

const address = { account, kind: REQUEST_MARK };
const mark = (more: { startsAnew?: boolean } = {}) =>
  markDirty(database.pool, { ...address, ids: [delivery], ...more });
const putOff = ({ version }: Mark) =>
  postponeDirty(database.pool, {
    ...{ ...address, read: [{ id: delivery, version, forMs: 60_000, isTry: true }] },
  });

interface Mark {
  readonly version: string;
  readonly tries: number;
  readonly waits: boolean;
}

async function readMark(): Promise<Mark> {
  const { rows } = await database.pool.query<Mark>(
    'SELECT version::text, tries, waits_until IS NOT NULL AS waits FROM dirty',
  );
  const [row] = rows;
  if (row === undefined) throw new Error('There is no mark.');
  return row;
}

test('a repeat of a mark waits as long as the mark', async () => {
  await mark();
  expect(await readMark()).toMatchObject({ tries: 5, waits: true });
});

test('what is new inherits neither the tries nor the wait', async () => {
  await mark({ startsAnew: true });
  expect(await readMark()).toMatchObject({ tries: 0, waits: false });
});

test('a change that waits is woken with its card, and keeps count of its tries', async () => {
  expect(await wakeChanges(database.pool, { account, isalesIds: ['501'] })).toBe(true);
  expect(await readMark()).toMatchObject({ tries: 5, waits: false });
});

test('a try that was under way when it was woken neither puts it off nor clears it', async () => {
  const before = await readMark();
  await wakeChanges(database.pool, { account, isalesIds: ['501'] });
  await putOff(before);
  const read = [{ id: delivery, version: before.version }];
  expect(await clearDirty(database.pool, { ...address, read })).toBe(0);
  expect(await readMark()).toMatchObject({ tries: 5, waits: false });
});

test('other cards’ changes sleep on, and without a change nothing is woken', async () => {
  expect(await wakeChanges(database.pool, { account, isalesIds: ['502'] })).toBe(false);
  expect(await readMark()).toMatchObject({ waits: true });
});
