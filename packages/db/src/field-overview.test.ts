import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTransaction } from './client.ts';
import { listPendings, listSelectedCards, readFieldOverview } from './field-overview.ts';
import { holdRecords } from './held.ts';
import { saveSights, type SightRow } from './os.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

const account = 'default';
const HOLDS = [
  ['card', '501:sem_localizacao', 'sem_localizacao'],
  ['card', '502:sem_localizacao', 'sem_localizacao'],
  ['board', 'row:77', 'isales_incompleto'],
  ['sweep', 'sweep', 'sweep-suspect'],
  ['inbound-event', '9', 'unreadable-event'],
] as const;

let database: TestDatabase;

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  const sights = ['501', '502'].map((isalesId): SightRow => ({
    ...{ isalesId, quadroId: null, isalesClienteId: isalesId, colunaId: 17840 },
    ...{ tipoServico: 's', estadoAtual: 'ativo', vendedor: null },
  }));
  await inTransaction(database.pool, async (sql) => {
    await saveSights(sql, { account, at: new Date(), sights });
    await holdRecords(
      sql,
      HOLDS.map(([kind, key, reason]) => ({
        ...{ integration: 'isales-fieldcontrol', account, kind, key, reason, detail: 'x' },
      })),
    );
    const elsewhere = { integration: 'bitrix24-deals', account, kind: 'deal', key: '7' };
    await holdRecords(sql, [{ ...elsewhere, reason: 'unreadable-event', detail: 'x' }]);
  });
});
afterAll(() => database.remove());

test('the overview counts exactly what is listed', async () => {
  const { pool } = database;
  const { pendings } = await readFieldOverview(pool, account);
  const rows = await listPendings(pool, { account, limit: 100 });
  const counts = new Map<string, number>();
  for (const { reason } of rows) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  expect(Object.fromEntries(pendings.map(({ reason, count }) => [reason, count]))).toEqual(
    Object.fromEntries(counts),
  );
  expect(rows).toHaveLength(HOLDS.length);
});

test('what is not about one card has no card', async () => {
  const rows = await listPendings(database.pool, { account, limit: 100 });
  expect(rows.map(({ kind, isalesId }) => [kind, isalesId])).toEqual([
    ['inbound-event', null],
    ['sweep', null],
    ['board', null],
    ['card', '502'],
    ['card', '501'],
  ]);
});

test('by reason and by card', async () => {
  const list = async (of: { reason?: string; isalesId?: string }): Promise<string[]> =>
    (await listPendings(database.pool, { account, limit: 100, ...of })).map(({ kind }) => kind);
  expect(await list({ reason: 'sweep-suspect' })).toEqual(['sweep']);
  expect(await list({ isalesId: '501' })).toEqual(['card']);
  expect(await list({ isalesId: 'sweep' })).toEqual([]);
});

test('cards are chosen by id and by pending', async () => {
  const { pool } = database;
  expect(await listSelectedCards(pool, { account, isalesIds: ['502', '0815'] })).toEqual(['502']);
  const reason = 'sem_localizacao';
  expect(await listSelectedCards(pool, { account, reason })).toEqual(['501', '502']);
  expect(await listSelectedCards(pool, { account, reason: 'sweep-suspect' })).toEqual([]);
});
