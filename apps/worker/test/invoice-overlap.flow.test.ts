import { randomUUID } from 'node:crypto';
import { markDirty } from '@ponte/db/dirty';
import { acquireLease, endLease, findLease } from '@ponte/db/leases';
import { INVOICE_MARK } from '@ponte/db/onec-invoices';
import { createDrainInvoices } from '@ponte/integrations/onec-bitrix24/invoice/drain-invoices';
import type { JobEnding } from '@ponte/jobs/define';
import { createLogger } from '@ponte/logging';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { readWorkerEnv } from '../src/env.ts';
import { openPortals, type Portals } from '../src/portals.ts';
import { createMappingDoor } from '../src/wiring/onec-mapping.ts';
import { wireInvoices } from '../src/wiring/onec-invoices.ts';
import { changeSetting, expectNumbers, expectRest } from './world/look-at-invoices.ts';
import {
  closeDeal,
  prepareDeal,
  readSales,
  startExchange,
  type Exchange,
} from './world/start-exchange.ts';

const account = 'default';
const LEASE = `onec-bitrix24.invoices:${account}`;

let exchange: Exchange;
let portals: Portals;
beforeEach(async () => {
  exchange = await startExchange({ postgresUrl: inject('postgresUrl') });
  await exchange.link([0]);
  await exchange.base.act('set-stock-control', { on: false });
  const { clock, database, workerEnv } = exchange;
  const given = readWorkerEnv(workerEnv);
  if ('problems' in given) throw new Error(given.problems.join('\n'));
  const destination = { write: () => undefined };
  const logger = createLogger({ service: 'test', level: 'error', destination });
  portals = openPortals({ env: given.env, clock, logger, database, worker: 'w' });
});
afterEach(async () => {
  await portals.close();
  await exchange.end();
});

/** A worker that was handed the job, whatever others are doing. */
const run = async (worker: string): Promise<JobEnding> => {
  const { clock, database, ports } = exchange;
  const bound = wireInvoices({
    ...{ database, clock, worker, ringer: ports.ringer, zone: 'Asia/Almaty' },
    ...{ mapping: createMappingDoor(database), portalDomain: portals.portalDomain },
    ...{ onec: portals.onec, portal: portals.bitrix24 },
  });
  const context = { runId: randomUUID(), attempt: 1, signal: new AbortController().signal };
  return createDrainInvoices(bound)({ account }, context);
};
const readFigures = async (): Promise<(readonly [boolean, number])[]> =>
  (await readSales(exchange)).map((sale) => [sale.Posted, sale.СуммаДокумента] as const);
const countUnpostings = async (): Promise<number> => {
  const { requests } = (await exchange.base.requests('?method=*unpost')) as { requests: [] };
  return requests.length;
};

test('a run whose lease was taken over takes no document back; what comes after it does the work once', async () => {
  const worker = exchange.startWorker();
  await worker.ready;
  const id = await prepareDeal(exchange);
  await closeDeal(exchange, id);
  await expectNumbers(exchange, [id]);
  await expectRest(exchange);
  await worker.close();
  await changeSetting(exchange, 'changedDeal', 'repost');
  const rows = [{ productId: 1001, quantity: 3, price: 1160 }];
  await exchange.portal.act('set-product-rows', { id, rows, silent: true });
  const { pool } = exchange.database;
  await markDirty(pool, { account, kind: INVOICE_MARK, ids: [String(id)] });

  const client = await pool.connect();
  // The first run stands still before it looks at the document, as a frozen process would.
  await client.query('BEGIN; LOCK TABLE write_intent IN ACCESS EXCLUSIVE MODE');
  const frozen = run('frozen');
  const countBlocked = async (): Promise<number | null> => (await pool.query(blocked)).rowCount;
  await expect.poll(countBlocked).toBe(1);
  const deadOwner = (await findLease(pool, LEASE))?.owner ?? '';
  const taken = { name: LEASE, owner: 'a later run', ttlMs: 60_000, deadOwner };
  expect(await acquireLease(pool, taken)).toMatchObject({ state: 'held' });
  await client.query('ROLLBACK');
  client.release();
  expect(await frozen).toMatchObject({ outcome: 'skipped', reason: 'another-run' });
  expect(await countUnpostings()).toBe(0);
  expect(await readFigures()).toEqual([[true, 2_320]]);

  await endLease(pool, taken);
  expect(await run('next')).toMatchObject({ outcome: 'done', counts: { told: 1 } });
  expect(await countUnpostings()).toBe(1);
  expect(await readFigures()).toEqual([[true, 3_480]]);
});
const blocked = `SELECT 1 FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%write_intent%'`;
