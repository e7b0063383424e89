import { createClock } from '@ponte/clock';
import { openDatabase } from '@ponte/db/client';
import { createRunRecorder } from '@ponte/db/runs';
import { openBackend } from '@ponte/jobs/backend';
import { defineJob, retries } from '@ponte/jobs/define';
import { createRinger } from '@ponte/jobs/ring';
import type { RunRecorder } from '@ponte/jobs/runs';
import { startRuntime } from '@ponte/jobs/runtime';
import { createLogger } from '@ponte/logging';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { z } from 'zod';
import { answerParent, readSetup } from '../child-side.ts';
import { createStopwatch, type Drained, type JobsSetup, type Stopwatch } from './drain.ts';

export type RuntimeTalk = {
  drain: { asked: { jobs: number }; told: Drained };
};

const doNothing = defineJob({
  name: 'bench.do-nothing',
  payload: z.object({ n: z.number() }),
  retry: retries.own,
});

const RINGS_AT_ONCE = 64;

const { databaseUrl, redisUrl, concurrency } = readSetup<JobsSetup>();
const clock = createClock();
// At info and to standard output, as a worker does it; the parent has sent that to nowhere.
const logger = createLogger({ service: 'bench', level: 'info', clock });
// Open between its turns: a worker that has something to do never lets its connections go.
const database = openDatabase({ url: databaseUrl, applicationName: 'bench', keepsIdle: true });
const stores = { databaseUrl, redisUrl, clock, logger };
const producer = openBackend({ ...stores, role: 'producer', patienceMs: STORE_PATIENCE_MS });
const ringer = createRinger({ backend: producer, clock, logger });

answerParent<RuntimeTalk>({
  drain: async ({ jobs }) => {
    await ringAll(jobs);
    const watch = createStopwatch(jobs);
    const runs = createRunRecorder(database.pool, { worker: 'bench' });
    const backend = openBackend({ ...stores, role: 'worker' });
    const runtime = await startRuntime({
      backend,
      catalogue: [doNothing],
      handlers: {
        'bench.do-nothing': async () => {
          watch.begin();
          return { outcome: 'done' };
        },
      },
      runs: timed(runs, watch),
      clock,
      logger,
      concurrency,
    });
    const drained = await watch.drained;
    await runtime.close({ deadlineMs: 10_000 });
    await runs.close();
    await backend.close();
    return drained;
  },
});

/** A job's work is done when its run row is committed. */
function timed(runs: RunRecorder, watch: Stopwatch): RunRecorder {
  return {
    started: (run) => runs.started(run),
    finished: async (run) => {
      await runs.finished(run);
      watch.end();
    },
  };
}

async function ringAll(jobs: number): Promise<void> {
  let next = 0;
  const ringOn = async (): Promise<void> => {
    while (next < jobs) {
      next += 1;
      await ringer.ring(doNothing, { n: next });
    }
  };
  await Promise.all(Array.from({ length: RINGS_AT_ONCE }, ringOn));
}
