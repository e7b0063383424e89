import { setTimeout as sleep } from 'node:timers/promises';
import { createClock } from '@ponte/clock';
import { openDatabase, type Database } from '@ponte/db/client';
import { openBackend } from '@ponte/jobs/backend';
import { createRinger } from '@ponte/jobs/ring';
import { createLogger } from '@ponte/logging';
import { findLoad, startLoad } from '@ponte/operations/loads';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { heapFlags } from '../../cluster/heap-flags.ts';
import type { Bench, BenchTask } from '../bench.ts';
import { startChild, type Child } from '../child.ts';
import type { Figure } from '../figures.ts';
import { countRows, emptyTable } from '../rows.ts';
import { createBenchDatabase } from '../stores.ts';
import { assertRight } from '../wrong-result.ts';
import { startFreePortal, type FreePortal } from './free-portal.ts';
import type { WorkerTalk } from './loading-worker.ts';

const SIZES = [10_000, 100_000, 200_000];
const QUICK_SIZES = [1_000, 4_000];
const MOST_DEALS = 1_000_000;
/** What each worker loads before it is measured, so that its compilers have seen everything. */
const WARM_UP_DEALS = 20_000;
const QUICK_WARM_UP_DEALS = 500;
const MOST_MB = 300;
/** A deal of a large load may cost a fifth more than one of a small one, or a fifth less. */
const DEARER_GATE = 1 / 1.2;
const CHEAPER_GATE = 0.8;
/** Requests per 100,000 deals: fifty ranges of fifty deals in each, bounds included and names apart. */
const MOST_REQUESTS = 50;
const COUNTED_DEALS = 100_000;
const LOOK_EVERY_MS = 25;
const PATIENCE_MS_PER_DEAL = 5;
const PATIENCE_MS = 60_000;

interface Measured {
  readonly deals: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly requests: number;
}

/**
 * A load as a whole: a worker process, a PostgreSQL that syncs every commit, and a portal in a
 * process of its own without limits, so that protocol and database count. Each size once, with a
 * fresh worker and a fresh database, because a worker's peak memory never falls.
 */
export const benchWholeLoad: Bench = async (task) => {
  const portal = await startFreePortal();
  try {
    const all: Measured[] = [];
    for (const deals of toSizes(task)) {
      const measured = await measureSize(portal, task, deals);
      task.say(toSentence(measured));
      all.push(measured);
    }
    return toFigures(all);
  } finally {
    await portal.stop();
  }
};

function toSizes({ isQuick, isFull }: BenchTask): readonly number[] {
  if (isQuick) return QUICK_SIZES;
  return isFull ? [...SIZES, MOST_DEALS] : SIZES;
}

async function measureSize(
  portal: FreePortal,
  { stores, isQuick }: BenchTask,
  deals: number,
): Promise<Measured> {
  const databaseUrl = await createBenchDatabase(stores);
  const database = openDatabase({ url: databaseUrl, applicationName: 'bench', poolSize: 2 });
  const file = new URL('loading-worker.ts', import.meta.url);
  const { webhookUrl } = portal;
  const worker = await startChild<WorkerTalk>(file, { databaseUrl, webhookUrl }, heapFlags.worker);
  try {
    const sides: Sides = { portal, database, worker };
    await measureLoad(sides, isQuick ? QUICK_WARM_UP_DEALS : WARM_UP_DEALS);
    await emptyTable(databaseUrl, 'deal');
    await database.pool.query('CHECKPOINT');
    return await measureLoad(sides, deals);
  } finally {
    await worker.stop();
    await database.close();
  }
}

interface Sides {
  readonly portal: FreePortal;
  readonly database: Database;
  readonly worker: Child<WorkerTalk>;
}

async function measureLoad({ portal, database, worker }: Sides, deals: number): Promise<Measured> {
  await portal.stock(deals);
  const before = await worker.ask('usage', {});
  const startedAt = performance.now();
  await loadAll(database, deals);
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = await worker.ask('usage', {});
  const stored = await countRows(database.url, 'deal');
  const { requests, countsByMethod } = await portal.count();
  assertRight(stored === deals, `${stored} of ${deals} deals were stored.`);
  // The list of users knows no way around the count, and is a page or two.
  const counting = Object.keys(countsByMethod).filter((method) => method !== 'user.get');
  assertRight(counting.length === 0, `the load made the portal count in ${counting.join(', ')}.`);
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
  return { deals, seconds, cpuSeconds, peakMb: after.peakMb, requests };
}

/** Starts a load as a person would and waits for its end. */
async function loadAll(database: Database, deals: number): Promise<void> {
  const clock = createClock();
  const logger = createLogger({ service: 'bench', level: 'silent' });
  const backend = openBackend({
    ...{ databaseUrl: database.url, clock, logger, role: 'producer' },
    patienceMs: STORE_PATIENCE_MS,
  });
  const ringer = createRinger({ backend, clock, logger });
  const ports = { database, backend, ringer, clock };
  const until = performance.now() + PATIENCE_MS + deals * PATIENCE_MS_PER_DEAL;
  try {
    await startLoad(ports, { account: 'default', since: null }, { by: 'bench' });
    for (;;) {
      const load = await findLoad(ports, 'default');
      if (load?.state === 'done') return;
      const read = load?.rows.read ?? 0;
      assertRight(performance.now() < until, `the load stopped at ${read} of ${deals} deals.`);
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    await ringer.close();
    await backend.close();
  }
}

function toFigures(all: readonly Measured[]): Figure[] {
  const [smallest, ...larger] = all;
  const peaks = all.map(({ peakMb }) => peakMb);
  const costOf = (one: Measured | undefined): number =>
    ((one?.cpuSeconds ?? Number.NaN) * 1_000_000) / (one?.deals ?? 1);
  const cost = { unit: 'µs CPU/deal', isTime: true, baseline: [costOf(smallest)] } as const;
  return [
    ...all.map(({ deals, seconds }): Figure => ({
      name: `whole-load.${deals}`,
      ...{ unit: 'deals/s', ours: [deals / seconds] },
    })),
    {
      name: 'whole-load.memory',
      ...{ unit: 'MB at most', isTime: true, gate: 1 },
      ...{ ours: [Math.max(...peaks)], baseline: [MOST_MB] },
    },
    ...all
      .filter(({ deals }) => deals === COUNTED_DEALS)
      .map(({ deals, requests }): Figure => ({
        name: `whole-load.requests.${deals}`,
        ...{ unit: 'requests', isTime: true, gate: 1 },
        ...{ ours: [requests], baseline: [MOST_REQUESTS] },
      })),
    ...larger.flatMap((one): Figure[] => [
      {
        name: `whole-load.cost.${one.deals}`,
        ...{ ...cost, gate: DEARER_GATE, ours: [costOf(one)] },
      },
      {
        name: `whole-load.cost-not-less.${one.deals}`,
        ...{ ...cost, isTime: false, gate: CHEAPER_GATE, ours: [costOf(one)] },
      },
    ]),
  ];
}

function toSentence({ deals, seconds, cpuSeconds, peakMb, requests }: Measured): string {
  return (
    `whole load of ${deals}: ${seconds.toFixed(1)} s, ${requests} requests, ` +
    `${cpuSeconds.toFixed(1)} s of the worker's CPU, at most ${Math.round(peakMb)} MB`
  );
}
