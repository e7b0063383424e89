import { listRuns } from '@ponte/db/runs';
import { INVOICES_PER_DRAIN } from '@ponte/integrations/onec-bitrix24/jobs';
import { afterEach, expect, inject, test } from 'vitest';
import { listOpenHolds } from './world/look-at-invoices.ts';
import {
  BINS,
  closeDeal,
  prepareDeal,
  readNumbers,
  readSales,
  startExchange,
  type Exchange,
} from './world/start-exchange.ts';
import { startWorkerProcess, type WorkerProcess } from './world/worker-process.ts';

const DEALS = 200;
/** Half a minute on a free machine; two cores may have other things to do. */
const SLOWEST_MS = 300_000;

let exchange: Exchange;
const workers: WorkerProcess[] = [];
const launch = (): WorkerProcess => {
  const worker = startWorkerProcess(exchange.workerEnv);
  workers.push(worker);
  return worker;
};
const countTold = async (): Promise<number> =>
  [...(await readNumbers(exchange)).values()].filter((number) => number !== '').length;

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  await exchange.end();
});

test(
  '200 deals at once, answers lost and false, two workers killed: 200 documents, none twice',
  async () => {
    exchange = await startExchange({ postgresUrl: inject('postgresUrl'), timeScale: 120 });
    const { base, database } = exchange;
    await exchange.link([0, 1, 2]);
    await base.act('set-stock-control', { on: false });
    // Sessions of workers that died end by themselves, and their licences are free again; two real
    // seconds, because at this pace the usual twenty would be over between two requests.
    await base.act('set-sessions', { maxAgeMs: 240_000 });
    const ids: number[] = [];
    for (let deal = 0; deal < DEALS; deal += 1) {
      ids.push(await prepareDeal(exchange, { goods: [deal % 3], bin: BINS[deal % 2] ?? null }));
    }
    await base.faults([
      { kind: 'lost-answer', rate: 0.3 },
      { kind: 'licence', rate: 0.07, after: 'half' },
      { kind: 'gateway', rate: 0.07, after: 'half' },
    ]);
    const first = launch();
    await first.ready;
    for (const id of ids) await closeDeal(exchange, id);
    await expect.poll(countTold, { timeout: SLOWEST_MS }).toBeGreaterThan(DEALS * 0.15);
    const second = launch();
    await first.kill();
    await expect.poll(countTold, { timeout: SLOWEST_MS }).toBeGreaterThan(DEALS * 0.4);
    launch();
    await second.kill();
    await expect.poll(countTold, { timeout: SLOWEST_MS, interval: 250 }).toBe(DEALS);

    const sales = await readSales(exchange);
    const numbers = await readNumbers(exchange);
    expect(sales).toHaveLength(DEALS);
    expect(sales.every(({ Posted }) => Posted)).toBe(true);
    const byComment = new Map(sales.map((sale) => [sale.Комментарий, sale.Number]));
    expect(
      ids.filter((id) => byComment.get(`Bitrix24 deal ${id}; Kaspi`) !== numbers.get(`${id}`)),
    ).toEqual([]);
    expect(new Set(numbers.values()).size).toBe(DEALS);
    // The number stands in the deal a moment before it is kept that it does.
    const countUntold = async (): Promise<number> =>
      (await database.pool.query(`SELECT 1 FROM onec_invoice WHERE state <> 'told'`)).rows.length;
    await expect.poll(countUntold, { timeout: SLOWEST_MS }).toBe(0);
    const { rows } = await database.pool.query<{ id: string; lookUps: number }>(
      'SELECT deal_id AS id, look_ups AS "lookUps" FROM onec_invoice',
    );
    expect(rows).toHaveLength(DEALS);
    expect(await listOpenHolds(exchange)).toEqual([]);
    // Each look-up is kept with its deal at once; the runs show them too, but for those that were killed.
    const looked = rows.filter(({ lookUps }) => lookUps > 0);
    expect(looked.length).toBeGreaterThan(DEALS * 0.2);
    const job = 'onec-bitrix24.drain-invoices';
    const countHidden = async (): Promise<number> => {
      const runs = await listRuns(database.pool, { job, limit: 500 });
      const shownBy = (id: string): number =>
        runs.reduce((sum, { counts }) => sum + (counts[`lookUps deal:${id}`] ?? 0), 0);
      expect(rows.filter(({ id, lookUps }) => shownBy(id) > lookUps)).toEqual([]);
      return looked.filter(({ id, lookUps }) => shownBy(id) < lookUps).length;
    };
    await expect.poll(countHidden).toBeLessThanOrEqual(2 * INVOICES_PER_DRAIN);
  },
  4 * SLOWEST_MS,
);
