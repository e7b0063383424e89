import { listRuns } from '@ponte/db/runs';
import { afterEach, expect, inject, test } from 'vitest';
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

test('200 deals at once, answers lost and false, two workers killed: 200 documents, none twice', async () => {
  exchange = await startExchange({ postgresUrl: inject('postgresUrl'), timeScale: 240 });
  const { base, database } = exchange;
  await exchange.link([0, 1, 2]);
  await base.act('set-stock-control', { on: false });
  // Sessions of workers that died end after the usual 20 s, and their licences are free again.
  await base.act('set-sessions', { maxAgeMs: 20_000 });
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
  await expect.poll(countTold, { timeout: 30_000 }).toBeGreaterThan(DEALS * 0.15);
  const second = launch();
  await first.kill();
  await expect.poll(countTold, { timeout: 30_000 }).toBeGreaterThan(DEALS * 0.4);
  launch();
  await second.kill();
  await expect.poll(countTold, { timeout: 50_000, interval: 250 }).toBe(DEALS);

  const sales = await readSales(exchange);
  const numbers = await readNumbers(exchange);
  expect(sales).toHaveLength(DEALS);
  expect(sales.every(({ Posted }) => Posted)).toBe(true);
  const byComment = new Map(sales.map((sale) => [sale.Комментарий, sale.Number]));
  expect(
    ids.filter((id) => byComment.get(`Bitrix24 deal ${id}; Kaspi`) !== numbers.get(`${id}`)),
  ).toEqual([]);
  expect(new Set(numbers.values()).size).toBe(DEALS);
  const { rows } = await database.pool.query<{ looked: number; repeated: number }>(
    `SELECT (SELECT sum(look_ups)::int FROM onec_invoice) AS looked,
            (SELECT count(*)::int FROM held) AS repeated`,
  );
  expect(rows[0]?.looked).toBeGreaterThan(0);
  expect(rows[0]?.repeated).toBe(0);
  const runs = await listRuns(database.pool, { job: 'onec-bitrix24.drain-invoices', limit: 500 });
  expect(runs.some(({ counts }) => (counts['lookUps'] ?? 0) > 0)).toBe(true);
}, 120_000);
