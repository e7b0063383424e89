import { setTimeout as sleep } from 'node:timers/promises';
import { createClock } from '@ponte/clock';
import { openDatabase } from '@ponte/db/client';
import { openBackend } from '@ponte/jobs/backend';
import { createRinger } from '@ponte/jobs/ring';
import { createLogger } from '@ponte/logging';
import { findLoad, startLoad } from '@ponte/operations/loads';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import type { BenchTask } from '../bench.ts';
import { startChild } from '../child.ts';
import { percentile, type Figure } from '../figures.ts';
import { createBenchDatabase } from '../stores.ts';
import { assertRight } from '../wrong-result.ts';
import { startInstallation, type InstallationSetup } from './installation.ts';
import { startJudge, type Judge } from './judge.ts';
import { measureLiveEdits } from './live-edits.ts';
import type { SecondLoadTalk } from './second-load.ts';

const NAME = 'limits.loaded';
/** So slow that two cores keep up with what the portal's limit lets through. */
const SCALE = 4;
const DEALS = 2_000;
const EDITS = 120;
const QUICK_EDITS = 6;
/** Edits that are made while nothing is loaded, to compare with. */
const IDLE_EDITS = 30;
/** One edit in two of the portal's seconds: far below what the live share allows. */
const EDIT_EVERY_MS = 500;
const LOOK_EVERY_MS = 100;

/**
 * Live work beside two loads: an api and two workers with one Redis, a load that begins anew
 * whenever it is through, and another reader of everything under the same limit. The portal's own
 * bucket says whether the limit was kept; how long an edit waits for its row is told, not judged.
 */
export async function measureLoadedLimit(
  { stores, isQuick, say }: Pick<BenchTask, 'stores' | 'isQuick' | 'say'>,
  redisUrl: string,
): Promise<Figure[]> {
  const time = { scale: SCALE, originMs: Date.now() };
  const databaseUrl = await createBenchDatabase(stores);
  const judge = await startJudge({ ...time, deals: DEALS });
  const { webhookUrl, domain, applicationToken } = judge;
  const setup = { ...time, databaseUrl, redisUrl, webhookUrl, domain, applicationToken };
  const installation = await startInstallation(judge, setup);
  try {
    const { first, idle, loaded } = toEdits(await listIds(judge), isQuick);
    const measure = (ids: readonly string[]): Promise<number[]> =>
      measureLiveEdits({ judge, databaseUrl }, { ids, everyMs: EDIT_EVERY_MS, scale: SCALE });
    // The first deal brings the portal's names with it.
    await measure(first);
    const alone = await measure(idle);
    const before = await judge.read();
    const startedAt = performance.now();
    const { waits, loads, deals } = await underLoad({ judge, setup }, () => measure(loaded));
    const { requests, refusals, maxBucketLevel } = await judge.read();
    const seconds = ((performance.now() - startedAt) * SCALE) / 1_000;
    const rate = ((requests - before.requests) / seconds).toFixed(2);
    say(
      `${NAME}: ${waits.length} edits beside ${loads} loads and ${deals} deals of a second one, ` +
        `${rate} requests/s of 2, ${refusals} refused, the bucket's highest level ` +
        `${maxBucketLevel} of 50; from the edit to its row ${toText(waits)}, without loads ` +
        `${toText(alone)} of the portal's seconds`,
    );
    return [
      ...[0.5, 0.99].map((part): Figure => ({
        name: `${NAME}.wait.p${part * 100}`,
        ...{ unit: "portal's s from edit to row", isTime: true },
        ...{ ours: [percentile(waits, part)], baseline: [percentile(alone, part)] },
      })),
      {
        name: `${NAME}.not-refused`,
        ...{ unit: 'requests granted', gate: 1 },
        ...{ ours: [requests - refusals], baseline: [requests] },
      },
    ];
  } finally {
    await installation.stop();
    await judge.stop();
  }
}

interface Under {
  readonly judge: Judge;
  readonly setup: InstallationSetup;
}

/** Keeps both loads going while `measure` runs. */
async function underLoad(
  { judge, setup }: Under,
  measure: () => Promise<number[]>,
): Promise<{ waits: number[]; loads: number; deals: number }> {
  const file = new URL('second-load.ts', import.meta.url);
  const second = await startChild<SecondLoadTalk>(file, setup);
  const stop = new AbortController();
  try {
    await second.ask('begin', {});
    const loading = loadAgainAndAgain(setup, { since: await findSince(judge), stop: stop.signal });
    const waits = await measure().finally(() => stop.abort());
    const loads = await loading;
    const { deals, failures } = await second.ask('read', {});
    assertRight(failures.length === 0, `${NAME}: the second load failed. ${failures.join(' ')}`);
    assertRight(loads > 0 && deals > 0, `${NAME}: nothing was loaded beside the edits.`);
    return { waits, loads, deals };
  } finally {
    await second.stop();
  }
}

/** Starts a load as a person would, and the next one when it is through; gives how many began. */
async function loadAgainAndAgain(
  { databaseUrl, redisUrl, scale, originMs }: InstallationSetup,
  { since, stop }: { since: Date; stop: AbortSignal },
): Promise<number> {
  const clock = createClock({ scale, originMs });
  const logger = createLogger({ service: 'bench', level: 'silent' });
  const database = openDatabase({ url: databaseUrl, applicationName: 'bench', poolSize: 2 });
  const backend = openBackend({
    ...{ databaseUrl, redisUrl, clock, logger, role: 'producer' },
    patienceMs: STORE_PATIENCE_MS,
  });
  const ringer = createRinger({ backend, clock, logger });
  const ports = { database, backend, ringer, clock };
  let begun = 0;
  try {
    while (!stop.aborted) {
      const load = await findLoad(ports, 'default');
      if (load === undefined || load.state === 'done') {
        await startLoad(ports, { account: 'default', since }, { by: 'bench' });
        begun += 1;
      }
      await sleep(LOOK_EVERY_MS);
    }
    return begun;
  } finally {
    await ringer.close();
    await backend.close();
    await database.close();
  }
}

/** The loads read newer deals only: what arrives of an edited one came by its event. */
async function findSince(judge: Judge): Promise<Date> {
  const deals = await judge.listDeals();
  const first = deals[1 + IDLE_EDITS + EDITS];
  assertRight(first !== undefined, `${NAME}: the portal has too few deals.`);
  return new Date(first?.DATE_CREATE ?? 0);
}

async function listIds(judge: Judge): Promise<string[]> {
  return (await judge.listDeals()).map(({ ID }) => ID);
}

function toEdits(
  ids: readonly string[],
  isQuick: boolean,
): Record<'first' | 'idle' | 'loaded', readonly string[]> {
  const count = isQuick ? QUICK_EDITS : EDITS;
  return {
    first: ids.slice(0, 1),
    idle: ids.slice(1, 1 + (isQuick ? QUICK_EDITS : IDLE_EDITS)),
    loaded: ids.slice(1 + IDLE_EDITS, 1 + IDLE_EDITS + count),
  };
}

function toText(waits: readonly number[]): string {
  const [middle, high] = [percentile(waits, 0.5), percentile(waits, 0.99)];
  return `${middle.toFixed(1)} s (p50) and ${high.toFixed(1)} s (p99)`;
}
