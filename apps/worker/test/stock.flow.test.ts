import { listRuns } from '@ponte/db/runs';
import { afterEach, expect, inject, test } from 'vitest';
import { startStock, toCardId, type StockWorld } from './world/start-stock.ts';
import type { ExchangeOptions } from './world/start-exchange.ts';

let stock: StockWorld;
const start = async (options: Partial<ExchangeOptions> = {}): Promise<void> => {
  stock = await startStock({ postgresUrl: inject('postgresUrl'), ...options });
};
afterEach(() => stock.exchange.end());

/** What a run kept of 1C, by item and warehouse. */
async function readSnapshot(runId: string): Promise<Map<string, number>> {
  const { rows } = await stock.exchange.database.pool.query<{ place: string; quantity: string }>(
    `SELECT item_ref || '/' || warehouse_ref AS place, quantity::text
       FROM onec_stock_snapshot WHERE run_id = $1`,
    [runId],
  );
  return new Map(rows.map(({ place, quantity }) => [place, Number(quantity)]));
}

for (const mode of ['on', 'off'] as const) {
  test(`with inventory accounting ${mode} the portal ends equal to 1C, and a second run writes nothing`, async () => {
    await start({ differEvery: 4 });
    await stock.setMode(mode);
    await stock.exchange.base.act('mutate-stock', { share: 0.2 });
    const first = await stock.sync();
    expect(first).toMatchObject({ state: 'done', reason: null });
    expect(first.counts['changed']).toBeGreaterThan(0);
    expect(await stock.listUnequal(mode)).toEqual([]);
    const snapshot = await readSnapshot(first.id);
    expect(snapshot).toEqual(await stock.readBase());
    expect(snapshot.size).toBe(first.counts['rows']);

    const before = await stock.countWrites();
    const second = await stock.sync();
    expect(second).toMatchObject({ counts: { changed: 0, written: 0, documents: 0 }, keys: [] });
    expect(await stock.countWrites()).toBe(before);
    expect(await readSnapshot(second.id)).toEqual(snapshot);
    const { pool } = stock.exchange.database;
    const seed = await pool.query(
      'SELECT product_code, product_name, quantity, warehouse, snapshot_date FROM bitrix_1c_stock_snapshot LIMIT 1',
    );
    expect(Object.values(seed.rows[0] as object).every((value) => value !== null)).toBe(true);
    const log = await pool.query<{ sync_type: string }>('SELECT * FROM bitrix_1c_sync_log');
    expect(log.rows.map((row) => row.sync_type)).toEqual([
      'stock_to_bitrix24',
      'stock_to_bitrix24',
    ]);
  });
}

test('only the chosen warehouses count, written in capitals or not, and only they are kept', async () => {
  await start();
  const [first, second] = await stock.readWarehouses();
  const chosen = [first?.Ref_Key ?? '', second?.Ref_Key ?? ''];
  await stock.setSetting('stockWarehouses', [chosen[0]?.toUpperCase(), chosen[1]]);
  const run = await stock.sync();
  expect(run).toMatchObject({ state: 'done' });
  expect(await stock.listUnequal('off', 2)).toEqual([]);
  const base = [...(await stock.readBase())];
  const counted = base.filter(([place]) => chosen.some((ref) => place.endsWith(ref)));
  expect(counted.length).toBeLessThan(base.length);
  expect(await readSnapshot(run.id)).toEqual(new Map(counted));
});

test('the runs of a card are those that changed its figure', async () => {
  await start();
  await stock.setMode('on');
  await stock.sync();
  const good = 7;
  const { portal, database } = stock.exchange;
  await portal.act('set-stock', { productId: toCardId(good), storeId: 1, amount: 12.5 });
  const run = await stock.sync();
  expect(run).toMatchObject({ state: 'done', counts: { changed: 1, written: 1 } });
  const find = (card: number) => listRuns(database.pool, { key: `product:${toCardId(card)}` });
  expect((await find(good)).map(({ id }) => id)).toContain(run.id);
  expect((await find(good + 1)).map(({ id }) => id)).not.toContain(run.id);
});

test('answers that are lost while documents are made and conducted leave nothing twice', async () => {
  await start({ differEvery: 3 });
  await stock.setMode('on');
  const { portal } = stock.exchange;
  await portal.faults([{ match: { method: 'batch' }, kind: 'lost-answer', rate: 0.3, count: 8 }]);
  await stock.sync();
  await expect.poll(() => stock.listUnequal('on')).toEqual([]);
  const { faultsByKind } = (await portal.counters()) as { faultsByKind: Record<string, number> };
  expect(faultsByKind['lost-answer']).toBeGreaterThan(2);
  const { documents } = await portal.state('?documents=1');
  const conducted = (documents as { docNumber: string; isConducted: boolean }[])
    .filter(({ isConducted }) => isConducted)
    .map(({ docNumber }) => docNumber);
  expect(conducted.length).toBeGreaterThan(0);
  expect(new Set(conducted).size).toBe(conducted.length);
});

test('a card that is gone, or holds no stock itself, stops none of its store’s others', async () => {
  await start({ differEvery: 3 });
  await stock.setMode('on');
  await stock.exchange.portal.act('delete-product', { id: toCardId(3) });
  const first = await stock.sync();
  expect(first).toMatchObject({ state: 'done', counts: { gone: 1 } });
  const gone = /^3 in /;
  const others = async () => (await stock.listUnequal('on')).filter((one) => !gone.test(one));
  expect(await others()).toEqual([]);
  const before = await stock.countWrites();
  expect(await stock.sync()).toMatchObject({ state: 'done', counts: { changed: 0 } });
  expect(await stock.countWrites()).toBe(before);
});

test('a line that the portal refuses is named, and the others of its document are written', async () => {
  await start({ differEvery: 3 });
  await stock.setMode('on');
  // As if the card of the first line went away just before.
  await stock.exchange.portal.faults([
    { match: { method: 'catalog.document.element.add' }, kind: 'not-found', count: 1 },
  ]);
  const run = await stock.sync();
  expect(run).toMatchObject({ state: 'held', reason: 'stock-unequal' });
  const [hold] = await stock.openHolds();
  expect(hold?.detail).toMatch(/Card \d+ in store \d: /);
  expect(await stock.listUnequal('on')).toHaveLength(1);
  await stock.release();
  expect(await stock.listUnequal('on')).toEqual([]);
  expect(await stock.openHolds()).toEqual([]);
});
