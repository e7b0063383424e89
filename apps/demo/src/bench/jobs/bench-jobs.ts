import { listBackends, type BackendKind, type Bench, type BenchTask } from '../bench.ts';
import { startChild, type Child } from '../child.ts';
import type { Figure } from '../figures.ts';
import { toLine } from '../report.ts';
import { countRows } from '../rows.ts';
import { createBenchDatabase } from '../stores.ts';
import { takeTurns } from '../turns.ts';
import { assertRight } from '../wrong-result.ts';
import type { BareTalk } from './bare-worker.ts';
import type { JobsSetup } from './drain.ts';
import type { RuntimeTalk } from './ponte-runtime.ts';

const CONCURRENCY = 10;
const GATE = 0.8;
/** About a second's work at the speed of each store. */
const JOBS = { postgres: 2_000, redis: 15_000 } as const;
const QUICK_JOBS = 100;

/**
 * No-op jobs per second of our runtime, run rows and log lines included, against a plain BullMQ
 * Worker on the same store that writes one row per job, and against one that writes nothing.
 */
export const benchJobs: Bench = async (task) => {
  const figures: Figure[] = [];
  for (const backend of listBackends(task.stores)) {
    task.say(`jobs on ${backend} ...`);
    const found = await benchOn(backend, task);
    for (const figure of found) task.say(`  ${toLine(figure)}`);
    figures.push(...found);
  }
  return figures;
};

async function benchOn(backend: BackendKind, task: BenchTask): Promise<Figure[]> {
  const { stores, rounds, isQuick } = task;
  const jobs = isQuick ? QUICK_JOBS : JOBS[backend];
  const [ourUrl, bareUrl] = [await createBenchDatabase(stores), await createBenchDatabase(stores)];
  const redisUrl = backend === 'redis' ? stores.redis?.url : undefined;
  const setup = (databaseUrl: string): JobsSetup => ({
    databaseUrl,
    concurrency: CONCURRENCY,
    ...(redisUrl === undefined ? {} : { redisUrl }),
  });
  const here = (file: string): URL => new URL(file, import.meta.url);
  const ours = await startChild<RuntimeTalk>(here('ponte-runtime.ts'), setup(ourUrl));
  const bare = await startChild<BareTalk>(here('bare-worker.ts'), setup(bareUrl));
  const sides = { ours, bare, ourUrl, bareUrl, jobs };
  try {
    const compare = (isWriting: boolean): ReturnType<typeof takeTurns> =>
      takeTurns({
        rounds,
        isWarmedUp: !isQuick,
        ours: () => drainOurs(sides),
        baseline: () => drainBare(sides, isWriting),
      });
    const unit = 'jobs/s';
    return [
      { name: `jobs.${backend}`, unit, gate: GATE, ...(await compare(true)) },
      { name: `jobs.${backend}.baseline-writes-nothing`, unit, ...(await compare(false)) },
    ];
  } finally {
    await ours.stop();
    await bare.stop();
  }
}

interface Sides {
  readonly ours: Child<RuntimeTalk>;
  readonly bare: Child<BareTalk>;
  readonly ourUrl: string;
  readonly bareUrl: string;
  readonly jobs: number;
}

async function drainOurs({ ours, ourUrl, jobs }: Sides): Promise<number> {
  const before = await countRows(ourUrl, 'run');
  const { perSecond } = await ours.ask('drain', { jobs });
  const rows = (await countRows(ourUrl, 'run')) - before;
  assertRight(rows === jobs, `our runtime left ${rows} run rows for ${jobs} jobs.`);
  return perSecond;
}

async function drainBare({ bare, bareUrl, jobs }: Sides, isWriting: boolean): Promise<number> {
  const before = await countRows(bareUrl, 'job_done');
  const { perSecond } = await bare.ask('drain', { jobs, isWriting });
  const rows = (await countRows(bareUrl, 'job_done')) - before;
  const expected = isWriting ? jobs : 0;
  assertRight(rows === expected, `the bare worker left ${rows} rows instead of ${expected}.`);
  return perSecond;
}
