/**
 * The baseline of the jobs bench: a plain BullMQ Worker, as its guide shows it, that writes one row
 * per job with one INSERT through a pg pool, or nothing at all.
 */
import { createPostgresBackend, Queue, runMigrations, Worker, type PgPool } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { answerParent, readSetup } from '../child-side.ts';
import { createStopwatch, type Drained, type JobsSetup } from './drain.ts';

export type BareTalk = {
  drain: { asked: { jobs: number; isWriting: boolean }; told: Drained };
};

const QUEUE = 'bare';
const { databaseUrl, redisUrl, concurrency } = readSetup<JobsSetup>();
// Open between its turns, as ours are: their ends and beginnings would fall into the other's.
const keptOpen = { idleTimeoutMillis: 0 };
const rows = new pg.Pool({ connectionString: databaseUrl, max: concurrency, ...keptOpen });
await rows.query(
  'CREATE TABLE job_done (id bigserial PRIMARY KEY, job text, at timestamptz DEFAULT now())',
);

const insert = async (job: { id?: string | undefined }): Promise<void> => {
  await rows.query('INSERT INTO job_done (job) VALUES ($1)', [job.id]);
};

/** Both with the same options; only where they keep their jobs differs. */
const onRedis = (url: string) => {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  return {
    queue: new Queue(QUEUE, { connection }),
    openWorker: (run: (job: { id?: string | undefined }) => Promise<void>) =>
      new Worker(QUEUE, run, { connection, concurrency, removeOnComplete: { count: 0 } }),
  };
};
const onPostgres = async () => {
  const pool = new pg.Pool({
    ...{ connectionString: databaseUrl, options: '-c search_path=bullmq' },
    ...keptOpen,
  });
  pool.setMaxListeners(0);
  const client = await pool.connect();
  await runMigrations(client, 'bullmq');
  client.release();
  // It is the driver's pool that BullMQ asks for; only their overloads keep the types apart.
  const connection = pool as unknown as PgPool;
  return {
    queue: new Queue(QUEUE, { connection }, createPostgresBackend),
    openWorker: (run: (job: { id?: string | undefined }) => Promise<void>) =>
      new Worker(
        QUEUE,
        run,
        { connection, concurrency, removeOnComplete: { count: 0 } },
        createPostgresBackend,
      ),
  };
};
const { queue, openWorker } = redisUrl === undefined ? await onPostgres() : onRedis(redisUrl);

answerParent<BareTalk>({
  drain: async ({ jobs, isWriting }) => {
    for (let from = 0; from < jobs; from += 1_000) {
      const some = Array.from({ length: Math.min(1_000, jobs - from) }, (_, n) => ({
        name: 'do-nothing',
        data: { n: from + n },
      }));
      await queue.addBulk(some);
    }
    const watch = createStopwatch(jobs);
    const worker = openWorker(async (job) => {
      watch.begin();
      if (isWriting) await insert(job);
      watch.end();
    });
    const drained = await watch.drained;
    await worker.close();
    return drained;
  },
});
