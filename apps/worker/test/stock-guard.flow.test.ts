import { findApproval } from '@ponte/db/stock-approvals';
import { afterEach, expect, inject, test } from 'vitest';
import { account, startStock, type StockWorld } from './world/start-stock.ts';
import type { ExchangeOptions } from './world/start-exchange.ts';

let stock: StockWorld;
const start = async (options: Partial<ExchangeOptions> = {}): Promise<void> => {
  stock = await startStock({ postgresUrl: inject('postgresUrl'), ...options });
};
afterEach(() => stock.exchange.end());

const reasons = async (): Promise<string[]> =>
  (await stock.openHolds()).map(({ reason }) => reason);
const loseStock = (share: number) => stock.exchange.base.act('lose-stock', { share });

for (const mode of ['on', 'off'] as const) {
  test(`with inventory accounting ${mode} half of the items missing trips the guard rail; a person lets it go on, once`, async () => {
    await start();
    await stock.setMode(mode);
    await stock.sync();
    const before = await stock.countWrites();
    await loseStock(0.5);
    expect(await stock.sync()).toMatchObject({ state: 'held', reason: 'guard-rail' });
    expect(await stock.countWrites()).toBe(before);
    expect(await reasons()).toEqual(['guard-rail']);

    await stock.release();
    expect(await reasons()).toEqual([]);
    expect(await stock.listUnequal(mode)).toEqual([]);
    expect(await findApproval(stock.exchange.database.pool, account)).toBeUndefined();

    // The goods come back and are lost again: what was allowed is used up.
    await stock.exchange.base.act('mutate-stock', { share: 1 });
    expect(await stock.sync()).toMatchObject({ state: 'done' });
    await loseStock(0.5);
    expect(await stock.sync()).toMatchObject({ state: 'held', reason: 'guard-rail' });
  });
}

test('letting go a run that was held for another reason allows nothing to be set to zero', async () => {
  await start();
  await stock.setMode('on');
  await stock.sync();
  const [warehouse] = await stock.readWarehouses();
  await stock.setSetting('storeByWarehouse', { [warehouse?.Ref_Key ?? '']: '999' });
  expect(await stock.sync()).toMatchObject({ state: 'held', reason: 'warehouse-unmapped' });
  await stock.setSetting('storeByWarehouse', {});
  await loseStock(0.9);
  const before = await stock.countWrites();
  await stock.release();
  expect(await reasons()).toEqual(['guard-rail']);
  expect(await stock.countWrites()).toBe(before);
});

test('cards that were not among those that were allowed are asked about again', async () => {
  await start();
  await stock.sync();
  const before = await stock.countWrites();
  await loseStock(0.4);
  await stock.sync();
  const [asked] = await stock.openHolds();
  await loseStock(0.9);
  await stock.release();
  const [again] = await stock.openHolds();
  expect(again?.detail).toContain('of them were not asked about before');
  expect(again?.detail).not.toBe(asked?.detail);
  expect(await stock.countWrites()).toBe(before);
  await stock.release();
  expect(await reasons()).toEqual([]);
  expect(await stock.listUnequal('off')).toEqual([]);
});

test('what is let go while a run is at work is left to the next one, and is not lost', async () => {
  await start();
  await stock.sync();
  await loseStock(0.5);
  await stock.sync();
  const { pool } = stock.exchange.database;
  const client = await pool.connect();
  // The run that is at work now stands still before it can keep what it has read.
  await client.query('BEGIN; LOCK TABLE onec_stock_snapshot IN ACCESS EXCLUSIVE MODE');
  const working = stock.sync();
  await expect.poll(async () => (await pool.query(blockedInserts)).rowCount).toBe(1);
  const released = stock.release();
  await expect.poll(() => stock.countMarks()).toBe(1);
  await client.query('ROLLBACK');
  client.release();
  expect(await working).toMatchObject({ state: 'held', reason: 'guard-rail' });
  await released;
  expect(await reasons()).toEqual([]);
  expect(await stock.listUnequal('off')).toEqual([]);
});
const blockedInserts = `SELECT 1 FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'
    AND query LIKE 'INSERT INTO onec_stock_snapshot%'`;

test('a warehouse that 1C does not have stops the run until the setting is right', async () => {
  await start();
  await stock.setMode('on');
  const [warehouse] = await stock.readWarehouses();
  const wrong = '5d1f0a52-8c11-11f1-9d2e-0050560a1c09';
  const before = await stock.countWrites();
  for (const [key, toValue] of [
    ['stockWarehouses', (ref: string) => [ref]],
    ['storeByWarehouse', (ref: string) => ({ [ref.toUpperCase()]: '1' })],
  ] as const) {
    await stock.setSetting(key, toValue(wrong));
    expect(await stock.sync()).toMatchObject({ state: 'held', reason: 'warehouse-unknown' });
    expect((await stock.openHolds())[0]?.detail).toContain(`${wrong} (${key})`);
    expect(await stock.countWrites()).toBe(before);
    await stock.setSetting(key, toValue(warehouse?.Ref_Key ?? ''));
    await stock.release();
    expect(await reasons()).toEqual([]);
  }
});
