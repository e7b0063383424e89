import { saveDealsInBulk } from '@ponte/db/bulk-deals';
import { inTransaction, openDatabase, type Database, type Transaction } from '@ponte/db/client';
import type { DealRow } from '@ponte/db/deals';
import type { Bench, BenchTask } from '../bench.ts';
import type { Figure } from '../figures.ts';
import { countRows } from '../rows.ts';
import { createBenchDatabase } from '../stores.ts';
import { assertRight } from '../wrong-result.ts';
import { makeLoadedDeals } from './loaded-deals.ts';
import { copyPlainly } from './plain-copy.ts';
import { upsertOneByOne } from './prisma-loop.ts';

const DEALS = 100_000;
const QUICK_DEALS = 5_000;
/** What one batch request of a load brings: 50 commands of 50 deals. */
const BATCH = 2_500;
const PRISMA_DEALS = 2_000;
const QUICK_PRISMA_DEALS = 100;

interface Round {
  readonly first: number;
  readonly again: number;
  readonly plain: number;
  readonly prisma: number;
}

/**
 * Deals per second into PostgreSQL: as a load writes them, 2,500 to a transaction, against a plain
 * COPY and merge of all at once, and against Prisma's upsert in a loop. Then the same load again.
 */
export const benchUpsert: Bench = async (task) => {
  task.say('upsert');
  const url = await createBenchDatabase(task.stores);
  const database = openDatabase({ url, applicationName: 'bench', poolSize: 2 });
  try {
    return await measure(database, task);
  } finally {
    await database.close();
  }
};

async function measure(database: Database, { rounds, isQuick }: BenchTask): Promise<Figure[]> {
  const deals = makeLoadedDeals(isQuick ? QUICK_DEALS : DEALS, new Date('2026-11-22T12:00:00Z'));
  if (!isQuick)
    await measureRound(database, deals.slice(0, BATCH), deals.slice(0, QUICK_PRISMA_DEALS));
  const some = deals.slice(0, isQuick ? QUICK_PRISMA_DEALS : PRISMA_DEALS);
  const all: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    all.push(await measureRound(database, deals, some));
  }
  const pick = (name: keyof Round): number[] => all.map((round) => round[name]);
  const unit = 'deals/s';
  return [
    { name: 'upsert', unit, gate: 0.7, ours: pick('first'), baseline: pick('plain') },
    { name: 'upsert.prisma', unit, gate: 25, ours: pick('first'), baseline: pick('prisma') },
    { name: 'upsert.unchanged', unit, gate: 4, ours: pick('again'), baseline: pick('first') },
  ];
}

async function measureRound(
  database: Database,
  deals: readonly DealRow[],
  some: readonly DealRow[],
): Promise<Round> {
  const plain = await rate(database, deals, () => copyPlainly(database.url, deals));
  const prisma = await rate(database, some, () => upsertOneByOne(database.prisma, some));
  const first = await rate(database, deals, () => load(database, deals));
  const before = await readTuples(database);
  const reread = rereadOf(deals);
  const again = await time(deals, () => load(database, reread));
  const after = await readTuples(database);
  assertRight(
    before.dead === after.dead && before.written === after.written,
    `loading the same deals again left ${after.dead - before.dead} dead tuples.`,
  );
  return { first, again, plain, prisma };
}

/** Deals per second into the empty table. */
async function rate(
  database: Database,
  deals: readonly DealRow[],
  work: () => Promise<void>,
): Promise<number> {
  await database.pool.query('TRUNCATE deal');
  // Whoever comes next would else pay for what was written before.
  await database.pool.query('CHECKPOINT');
  const perSecond = await time(deals, work);
  const stored = await countRows(database.url, 'deal');
  assertRight(stored === deals.length, `${stored} of ${deals.length} deals were stored.`);
  return perSecond;
}

async function time(deals: readonly DealRow[], work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (deals.length * 1_000) / (performance.now() - startedAt);
}

async function load({ pool }: Database, deals: readonly DealRow[]): Promise<void> {
  for (let from = 0; from < deals.length; from += BATCH) {
    const batch = deals.slice(from, from + BATCH);
    await inTransaction(pool, (sql: Transaction) => saveDealsInBulk(sql, 'default', batch));
  }
}

/** The same content, read later. */
function rereadOf(deals: readonly DealRow[]): DealRow[] {
  const readAt = new Date('2026-11-22T13:00:00Z');
  return deals.map((deal) => ({ ...deal, readAt }));
}

/** What PostgreSQL counted on the deals' table so far. */
async function readTuples({ pool }: Database): Promise<{ dead: number; written: number }> {
  // Each session reports its counts when it is idle for a while, or now.
  const sessions = await Promise.all([pool.connect(), pool.connect()]);
  for (const session of sessions) {
    await session.query('SELECT pg_stat_force_next_flush()');
    session.release();
  }
  const { rows } = await pool.query<{ dead: number; written: number }>(
    `SELECT n_dead_tup::int AS dead, (n_tup_ins + n_tup_upd + n_tup_del)::int AS written
       FROM pg_stat_user_tables WHERE relname = 'deal'`,
  );
  return rows[0] ?? { dead: Number.NaN, written: Number.NaN };
}
