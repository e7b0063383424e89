import { listHeld } from '@ponte/db/held';
import { listRuns, type RunRow } from '@ponte/db/runs';
import { readCards } from '@ponte/integrations/onec-bitrix24/jobs';
import { ask, type AskedRun } from '@ponte/operations/asked-run';
import { releaseHeld } from '@ponte/operations/release-held';
import { askStock } from '@ponte/operations/sync-onec';
import { hasEnded } from '@ponte/operations/watch-runs';
import { afterEach, expect, inject, test } from 'vitest';
import { startExchange, type Exchange, type ExchangeOptions } from './world/start-exchange.ts';

let exchange: Exchange;
const actor = { by: 'tests' };
const account = 'default';

const start = async (options: Partial<ExchangeOptions> = {}): Promise<void> => {
  exchange = await startExchange({ postgresUrl: inject('postgresUrl'), goods: 60, ...options });
  await exchange.startWorker().ready;
  const { goods = 60 } = options;
  await exchange.link(Array.from({ length: goods }, (_, good) => good));
  const job = readCards;
  await awaitEnd(
    await ask(exchange.ports, { job, payload: { account }, action: 'cards.started', actor }),
  );
};
afterEach(() => exchange.end());

async function awaitEnd(asked: AskedRun): Promise<RunRow> {
  let ended: RunRow | undefined;
  await expect
    .poll(
      async () => {
        const run = await asked.find();
        ended = run !== undefined && hasEnded(run) ? run : undefined;
        return ended?.state ?? run?.message;
      },
      { timeout: 45_000 },
    )
    .toMatch(/^(?:done|held|skipped|failed)$/);
  if (ended === undefined) throw new Error('The run has no end.');
  return ended;
}
const sync = async (): Promise<RunRow> =>
  awaitEnd(await askStock(exchange.ports, { account }, actor));

interface Card {
  id: number;
  kind: string;
  quantity: number;
  amounts: Record<string, number>;
}
const readProducts = async (): Promise<Map<number, Card>> => {
  const { products } = await exchange.portal.state('?products=1');
  return new Map((products as Card[]).map((card) => [card.id, card]));
};

/** Quantity by item and warehouse, both as their place in the company's lists. */
const readBase = async (): Promise<Map<string, number>> => {
  const names = async (set: string): Promise<Map<string, number>> => {
    const { rows } = await exchange.base.state(`?set=${encodeURIComponent(set)}`);
    const cards = (rows as { Ref_Key: string; Code: string }[]).toSorted((a, b) =>
      a.Code < b.Code ? -1 : 1,
    );
    return new Map(cards.map(({ Ref_Key }, at) => [Ref_Key, at]));
  };
  const items = await names('Catalog_Номенклатура');
  const warehouses = await names('Catalog_Склады');
  const { stock } = await exchange.base.state('?stock=1');
  return new Map(
    (stock as { product: string; warehouse: string; quantity: number }[]).map((row) => [
      `${items.get(row.product) ?? ''}/${warehouses.get(row.warehouse) ?? ''}`,
      row.quantity,
    ]),
  );
};

const listUnequal = async (goods: number, warehouses: number, mode: 'on' | 'off') => {
  const [products, base] = [await readProducts(), await readBase()];
  const wrong: string[] = [];
  for (let good = 0; good < goods; good += 1) {
    const card = products.get(1001 + 2 * good);
    const figures = Array.from({ length: warehouses }, (_, at) => base.get(`${good}/${at}`) ?? 0);
    const sum = Math.round(figures.reduce((one, other) => one + other, 0) * 1_000) / 1_000;
    if (mode === 'off' && card?.quantity !== sum)
      wrong.push(`${good}: ${card?.quantity} is not ${sum}`);
    if (mode === 'off') continue;
    figures.forEach((figure, at) => {
      const amount = card?.amounts[String(at + 1)] ?? 0;
      if (amount !== figure) wrong.push(`${good} in ${at}: ${amount} is not ${figure}`);
    });
  }
  return wrong;
};

const countWrites = async (): Promise<number> => {
  const { requestsByMethod, commandsByMethod } = (await exchange.portal.counters()) as Record<
    string,
    Record<string, number> | undefined
  >;
  const all = Object.entries({ ...requestsByMethod, ...commandsByMethod });
  return all
    .filter(([method]) => /^catalog\.(?:product\.update|document\..*(?:add|conduct))/.test(method))
    .reduce((sum, [, count]) => sum + count, 0);
};
const openHolds = async (): Promise<string[]> =>
  (await listHeld(exchange.database.pool, { kind: 'stock', limit: 10 })).map((row) => row.reason);

for (const mode of ['on', 'off'] as const) {
  test(`with inventory accounting ${mode} the portal ends equal to 1C, and a second run writes nothing`, async () => {
    await start({ differEvery: 4 });
    await exchange.portal.act('set-inventory-mode', { mode: mode === 'on' ? 'Y' : 'N' });
    await exchange.base.act('mutate-stock', { share: 0.2 });
    const first = await sync();
    expect(first).toMatchObject({ state: 'done', reason: null });
    expect(first.counts['changed']).toBeGreaterThan(0);
    expect(await listUnequal(60, 3, mode)).toEqual([]);

    const before = await countWrites();
    const second = await sync();
    expect(second.counts).toMatchObject({ changed: 0, written: 0, documents: 0 });
    expect(await countWrites()).toBe(before);
    const { rows } = await exchange.database.pool.query<{ runs: number; rows: number }>(
      `SELECT count(DISTINCT run_id)::int AS runs, count(*)::int AS rows FROM onec_stock_snapshot`,
    );
    expect(rows[0]).toEqual({ runs: 2, rows: 2 * (first.counts['rows'] ?? 0) });
    const seed = await exchange.database.pool.query(
      'SELECT product_code, product_name, quantity, warehouse, snapshot_date FROM bitrix_1c_stock_snapshot LIMIT 1',
    );
    expect(Object.values(seed.rows[0] as object).every((value) => value !== null)).toBe(true);
    const log = await exchange.database.pool.query<{ sync_type: string }>(
      'SELECT * FROM bitrix_1c_sync_log',
    );
    expect(log.rows.map((row) => row.sync_type)).toEqual([
      'stock_to_bitrix24',
      'stock_to_bitrix24',
    ]);
  });
}

test('half of the items missing trips the guard rail; a person lets it go on', async () => {
  await start();
  await sync();
  const before = await countWrites();
  await exchange.base.act('lose-stock', { share: 0.5 });
  const held = await sync();
  expect(held).toMatchObject({ state: 'held', reason: 'guard-rail' });
  expect(await countWrites()).toBe(before);
  expect(await openHolds()).toEqual(['guard-rail']);

  await releaseHeld(exchange.ports, { integration: 'onec-bitrix24', kind: 'stock' }, actor);
  await expect.poll(() => listUnequal(60, 3, 'off'), { timeout: 40_000 }).toEqual([]);
  expect(await openHolds()).toEqual([]);
});

test('an answer that is lost while documents are conducted leaves nothing twice', async () => {
  await start({ differEvery: 3 });
  await exchange.portal.act('set-inventory-mode', { mode: 'Y' });
  await exchange.portal.faults([
    { match: { method: 'catalog.document.conduct' }, kind: 'lost-answer', count: 2 },
  ]);
  await sync();
  await expect.poll(() => listUnequal(60, 3, 'on'), { timeout: 40_000 }).toEqual([]);
});

test('10,000 items in 5 warehouses with 2 % changed cost at most 60 requests and one reading of 1C', async () => {
  await start({ goods: 10_000, warehouses: 5, timeScale: 240 });
  await exchange.portal.act('set-inventory-mode', { mode: 'Y' });
  await sync();
  await exchange.base.act('mutate-stock', { share: 0.02, seed: 7 });
  const before = (await exchange.portal.counters()) as { requests: number };
  const run = await sync();
  const after = (await exchange.portal.counters()) as { requests: number };
  expect(run.state).toBe('done');
  expect(run.counts['changed']).toBeGreaterThan(100);
  expect(after.requests - before.requests).toBeLessThanOrEqual(60);
  expect(await listRuns(exchange.database.pool, { state: 'failed' })).toEqual([]);
}, 180_000);
