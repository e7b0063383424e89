import { listRuns } from '@ponte/db/runs';
import { afterEach, expect, inject, test } from 'vitest';
import { startStock, type StockWorld } from './world/start-stock.ts';

const GOODS = 10_000;
const WAREHOUSES = 5;
const BUDGET = 60;
/** Rows of one page of balances. */
const PAGE = 5_000;

let stock: StockWorld;
afterEach(() => stock.exchange.end());

interface Counted {
  /** Requests of the portal, and those of them and commands in them that change stock. */
  readonly portal: number;
  readonly writes: number;
  /** Pages of balances, and the moments that they were asked for. */
  readonly pages: number;
  readonly periods: ReadonlySet<string>;
}

/** What the vendors were asked while the work was done. */
async function count(work: () => Promise<unknown>): Promise<Counted> {
  const { base, portal } = stock.exchange;
  await portal.act('reset-counters');
  await base.act('reset-counters');
  await work();
  const { requests } = (await portal.counters()) as { requests: number };
  const { balances: pages } = (await base.counters()) as { balances: number };
  const { requests: logged } = await base.requests('?method=*balance*');
  const paths = (logged as { path: string }[]).slice(-pages).map(({ path }) => path);
  const periods = new Set(paths.map((path) => /datetime'([^']+)'/.exec(path)?.[1] ?? ''));
  return { portal: requests, writes: await stock.countWrites(), pages, periods };
}

for (const mode of ['on', 'off'] as const) {
  test(`inventory accounting ${mode}: 10,000 items in 5 warehouses with 2 % changed cost at most 60 requests and one paged reading of 1C`, async () => {
    stock = await startStock({
      ...{ postgresUrl: inject('postgresUrl'), timeScale: 60 },
      ...{ goods: GOODS, warehouses: WAREHOUSES },
    });
    await stock.setMode(mode);
    await stock.sync();
    // One in fifty items loses what it has, in every warehouse.
    await stock.exchange.base.act('lose-stock', { share: 0.02 });
    const counted = await count(async () => {
      const run = await stock.sync();
      expect(run).toMatchObject({ state: 'done' });
      expect(run.keys.length).toBeGreaterThan(0.015 * GOODS);
      expect(run.counts['changed']).toBeGreaterThanOrEqual(run.keys.length);
    });
    expect(await stock.listUnequal(mode)).toEqual([]);
    expect(counted.portal).toBeLessThanOrEqual(BUDGET);
    expect(counted.writes).toBeGreaterThan(0);
    const rows = (await stock.readBase()).size;
    expect(counted.pages).toBe(Math.floor(rows / PAGE) + 1);
    expect(counted.periods.size).toBe(1);

    const again = await count(async () => {
      const run = await stock.sync();
      expect(run).toMatchObject({ state: 'done', keys: [] });
      expect(run.counts).toMatchObject({ changed: 0, written: 0, documents: 0 });
    });
    expect(again).toMatchObject({ writes: 0, pages: counted.pages });
    const failed = await listRuns(stock.exchange.database.pool, {
      ...{ job: 'onec-bitrix24.sync-stock', state: 'failed' as const },
    });
    expect(failed).toEqual([]);
  }, 600_000);
}
