import { createClock, type Clock } from '@ponte/clock';
import { createApiKey } from '@ponte/db/api-keys';
import { inTransaction } from '@ponte/db/client';
import { listHeld } from '@ponte/db/held';
import { listDirty } from '@ponte/db/dirty';
import { lockMappings, replaceDecided } from '@ponte/db/product-mappings';
import { countLockWaiters } from '@ponte/db/testing';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { saveInvoiceEnd } from '../src/wiring/onec-invoice-ends.ts';
import { createMappingDoor } from '../src/wiring/onec-mapping.ts';
import { expectHolds, expectNumbers, listRunsOf, recheck } from './world/look-at-invoices.ts';
import {
  closeDeal,
  prepareDeal,
  readSales,
  startExchange,
  type Exchange,
} from './world/start-exchange.ts';

const account = 'default';

let exchange: Exchange;
beforeEach(async () => {
  exchange = await startExchange({ postgresUrl: inject('postgresUrl') });
  await exchange.base.act('set-stock-control', { on: false });
});
afterEach(() => exchange.end());

const sell = async (goods: readonly number[]): Promise<number> => {
  const id = await prepareDeal(exchange, { goods });
  await closeDeal(exchange, id);
  return id;
};
/** The same clock so many days later. */
const afterDays = (days: number): Clock => {
  const { scale, originMs } = exchange.clock;
  return createClock({ scale, originMs: originMs - (days * 86_400_000) / (scale - 1) });
};
const linkTo = (bitrix24ProductId: string, onecProductCode: string): Promise<void> =>
  inTransaction(exchange.database.pool, async (sql) => {
    await lockMappings(sql, account);
    const named = { bitrix24ProductName: '', onecProductName: '', score: null, reason: null };
    const mapping = { ...named, bitrix24ProductId, onecProductCode, state: 'linked' as const };
    await replaceDecided(sql, {
      ...{ account, bitrix24ProductIds: [bitrix24ProductId], mappings: [mapping], by: 'tests' },
    });
  });

test('five deals wait on three products, and mapping these through the api releases all five', async () => {
  await exchange.link([9]);
  await exchange.startWorker().ready;
  const ids: number[] = [];
  for (const goods of [[0], [1], [2], [0, 1], [1, 2, 9]]) ids.push(await sell(goods));
  await expectHolds(
    exchange,
    ids.map((id) => `${id} product-unmapped`),
  );
  expect(await readSales(exchange)).toEqual([]);

  const { key } = await createApiKey(exchange.database.prisma, { name: 'shop', role: 'operator' });
  const { rows } = await exchange.base.state(`?set=${encodeURIComponent('Catalog_Номенклатура')}`);
  const codes = (rows as { Code: string }[]).map(({ Code }) => Code).toSorted();
  const released: string[] = [];
  for (const good of [0, 1, 2]) {
    const answer = await fetch(`${exchange.api.url}/api/mapping/product`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        bitrix24_product_id: String(1_001 + 2 * good),
        onec_product_code: codes[good],
      }),
    });
    expect(answer.status).toBe(200);
    released.push(...((await answer.json()) as { released: string[] }).released);
  }
  expect(new Set(released).size).toBe(5);
  await expectNumbers(exchange, ids);
  await expectHolds(exchange, []);
  expect(await readSales(exchange)).toHaveLength(5);
  const [, last = 0] = ids;
  for (const good of [1_003, 1_019]) {
    const runs = await listRunsOf(exchange, `product:${good}`);
    expect(runs.some(({ state }) => state === 'held')).toBe(true);
  }
  await expect
    .poll(async () => (await listRunsOf(exchange, `deal:${last}`)).length)
    .toBeGreaterThanOrEqual(2);
});

test('a card that is linked to a code that 1C does not have is told apart, and goes on when 1C has it', async () => {
  await linkTo('1001', 'новый-код');
  await exchange.startWorker().ready;
  const id = await sell([0]);
  await expectHolds(exchange, [`${id} item-not-in-1c`]);
  await exchange.base.act('add-product', { name: 'Новый товар', code: 'новый-код' });
  await expect
    .poll(
      async () => {
        await recheck(exchange);
        return (await listHeld(exchange.database.pool, { kind: 'invoice', limit: 9 })).length;
      },
      { interval: 500 },
    )
    .toBe(0);
  await expectNumbers(exchange, [id]);
});

test('a hold whose products were linked without its being let go is found by the next round, however late', async () => {
  const worker = exchange.startWorker();
  await worker.ready;
  const id = await sell([0]);
  await expectHolds(exchange, [`${id} product-unmapped`]);
  await worker.close();
  await exchange.startWorker(afterDays(40)).ready;
  await exchange.link([0]);
  await recheck(exchange);
  await expectNumbers(exchange, [id]);
  await expectHolds(exchange, []);
  expect(await readSales(exchange)).toHaveLength(1);
});

test('a product that is linked while its deal is being held stops nothing', async () => {
  const { database } = exchange;
  const ended = {
    ...{ dealId: '77', ref: undefined, productIds: ['5'], lookUps: 0, end: 'held' as const },
    ...{ reason: 'product-unmapped', detail: 'x', waitsFor: ['5'] },
  };
  const of = {
    ...{ account, runId: '019ac000-0000-7000-8000-000000000001', version: '1' },
    ...{ now: exchange.clock.now(), mapping: createMappingDoor(database) },
  };
  const hold = () => inTransaction(database.pool, (sql) => saveInvoiceEnd(sql, of, ended));
  expect(await hold()).toBe(false);
  const linking = Promise.withResolvers<boolean>();
  await inTransaction(database.pool, async (sql) => {
    await lockMappings(sql, account);
    // The hold comes while somebody links the product and has not committed it.
    void hold().then(linking.resolve, linking.reject);
    await expect.poll(() => countLockWaiters(database, { type: 'advisory' })).toBe(1);
    const mapping = {
      ...{ bitrix24ProductId: '5', bitrix24ProductName: '', onecProductCode: '1' },
      ...{ onecProductName: '', state: 'linked' as const, score: null, reason: null },
    };
    const bitrix24ProductIds = ['5'];
    await replaceDecided(sql, { account, bitrix24ProductIds, mappings: [mapping], by: 'tests' });
  });
  expect(await linking.promise).toBe(true);
  const marks = await listDirty(database.pool, { account, kind: 'invoice', limit: 9 });
  expect(marks.map(({ id }) => id)).toEqual(['77']);
});
