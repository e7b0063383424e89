import { randomUUID } from 'node:crypto';
import { findCheckpoint } from '@ponte/db/checkpoints';
import { acquireLease, endLease, findLease } from '@ponte/db/leases';
import type { StockDocument } from '@ponte/integrations/onec-bitrix24/stock/ports';
import { createSyncStock } from '@ponte/integrations/onec-bitrix24/stock/sync-stock';
import { createLogger } from '@ponte/logging';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { readWorkerEnv } from '../src/env.ts';
import { openPortals, type Portals } from '../src/portals.ts';
import { createMappingDoor } from '../src/wiring/onec-mapping.ts';
import { wireStock } from '../src/wiring/onec-stock.ts';
import { toPendingKey } from '../src/wiring/onec-stock-tenure.ts';
import { account, startStock, type StockWorld } from './world/start-stock.ts';

const LEASE = `onec-bitrix24.stock:${account}`;
const logger = createLogger({
  ...{ service: 'test', level: 'error' },
  destination: { write: () => undefined },
});

let stock: StockWorld;
let portals: Portals;
beforeEach(async () => {
  stock = await startStock({ postgresUrl: inject('postgresUrl'), differEvery: 3 });
  await stock.setMode('on');
  const { clock, database, workerEnv } = stock.exchange;
  const given = readWorkerEnv(workerEnv);
  if ('problems' in given) throw new Error(given.problems.join('\n'));
  portals = openPortals({ env: given.env, clock, logger, database, worker: 'w' });
});
afterEach(async () => {
  await portals.close();
  await stock.exchange.end();
});

/** A worker that was handed the stock's job, whatever others are doing. */
const run = (worker: string) => {
  const { clock, database } = stock.exchange;
  const bound = wireStock({
    ...{ database, clock, worker, zone: 'Asia/Almaty', mapping: createMappingDoor(database) },
    ...{ onec: portals.onec, portal: portals.bitrix24 },
  });
  const context = { runId: randomUUID(), attempt: 1, signal: new AbortController().signal };
  return createSyncStock(bound)({ account }, context);
};

interface ShownDocument {
  readonly docNumber: string;
  readonly isConducted: boolean;
}
const readDocuments = async (): Promise<readonly ShownDocument[]> =>
  (await stock.exchange.portal.state('?documents=1'))['documents'] as ShownDocument[];

test('of two runs that overlap one does the work and the other is skipped: nothing is posted twice', async () => {
  const ends = await Promise.all([run('one'), run('other')]);
  expect(ends.map(({ outcome, reason }) => [outcome, reason]).toSorted()).toEqual([
    ['done', undefined],
    ['skipped', 'another-run'],
  ]);
  expect(await stock.listUnequal('on')).toEqual([]);
  const numbers = (await readDocuments()).map(({ docNumber }) => docNumber);
  expect(numbers.length).toBeGreaterThan(0);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('a run whose lease was taken over sends nothing any more; what comes after it does the work once', async () => {
  const { pool } = stock.exchange.database;
  const client = await pool.connect();
  // The first run stands still behind its reading, as a frozen process would.
  await client.query('BEGIN; LOCK TABLE onec_stock_snapshot IN ACCESS EXCLUSIVE MODE');
  const frozen = run('frozen');
  await expect.poll(() => findLease(pool, LEASE)).toBeDefined();
  const deadOwner = (await findLease(pool, LEASE))?.owner ?? '';
  const taken = { name: LEASE, owner: 'a later run', ttlMs: 60_000, deadOwner };
  expect(await acquireLease(pool, taken)).toMatchObject({ state: 'held' });
  await client.query('ROLLBACK');
  client.release();
  expect(await frozen).toMatchObject({ outcome: 'skipped', reason: 'another-run' });
  expect(await readDocuments()).toEqual([]);
  expect(await findLease(pool, LEASE)).toMatchObject({ owner: 'a later run' });

  await endLease(pool, taken);
  expect(await run('next')).toMatchObject({ outcome: 'done' });
  expect(await stock.listUnequal('on')).toEqual([]);
});

test('documents that a run left unfinished are ended under the same keys, and those it never began are forgotten', async () => {
  const { exchange } = stock;
  await exchange.portal.faults([
    { match: { method: 'catalog.document.add' }, kind: 'internal-error' },
  ]);
  await expect(run('dies early')).rejects.toThrow();
  const meant = await findCheckpoint(exchange.database.pool, toPendingKey(account));
  const forgotten = (meant?.position as unknown as StockDocument[]).map(({ key }) => key);
  expect(forgotten.length).toBeGreaterThan(0);
  expect(await readDocuments()).toEqual([]);
  await exchange.portal.faults([
    { match: { method: 'catalog.document.conduct' }, kind: 'internal-error', count: 1 },
  ]);
  await expect(run('dies')).rejects.toThrow();
  const begun = await readDocuments();
  expect(begun.some(({ isConducted }) => !isConducted)).toBe(true);
  expect(begun.filter(({ docNumber }) => forgotten.includes(docNumber))).toEqual([]);
  const { outcome, keys } = await run('next');
  expect(outcome).toBe('done');
  expect(keys).toContain('product:1001');
  expect(await stock.listUnequal('on')).toEqual([]);
  const ended = await readDocuments();
  const toNumbers = (all: readonly ShownDocument[]) => all.map(({ docNumber }) => docNumber);
  expect(toNumbers(ended)).toEqual(toNumbers(begun));
  expect(ended.every(({ isConducted }) => isConducted)).toBe(true);
});
