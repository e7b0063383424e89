import { isDeepStrictEqual } from 'node:util';
import { createRedisBackend, Queue, Worker, type BackendFactory } from 'bullmq';
import type { Logger } from '@ponte/logging';
import type { Backend, Nudge, NudgeWish, WorkerSettings } from './backend.ts';
import { isHeldByVendor } from './job-mark.ts';
import { createQueueShelf } from './queue-shelf.ts';
import type { JobQueue, JobWorker, QueuedJob, RunAttempt } from './queue-types.ts';
import { checkRedis } from './redis-check.ts';
import { connectRedis, type RedisClient } from './redis-connect.ts';
import { takeKeptRingInRedis } from './redis-kept-ring.ts';
import { KEEP_COMPLETED, KEEP_FAILED, MAX_EVENTS } from './retention.ts';
import { createTroubleLog } from './trouble-log.ts';
import { QueueUnreachable, withinDeadline } from './unreachable.ts';
import { toWorkerOptions } from './worker-options.ts';

interface RedisBackendOptions {
  redisUrl: string;
  logger: Logger;
  mayWork: boolean;
  patienceMs: number;
}

/** All keys of a queue share one hash tag, hence one slot: what a Redis Cluster asks for. */
const prefixOf = (queueName: string): string => `{ponte-${queueName}}`;

const factory: BackendFactory = createRedisBackend;

/** BullMQ on Redis or Valkey: single, Sentinel or Cluster. */
export function openRedisBackend(options: RedisBackendOptions): Backend {
  const { redisUrl, logger, mayWork, patienceMs } = options;
  const note = createTroubleLog(logger, 'queue.troubled');
  const ringing = lazily(() => connectRedis(redisUrl, { name: 'ring', patienceMs }, logger));
  const working = lazily(() => connectRedis(redisUrl, { name: 'work' }, logger));
  // An address that cannot be read must be refused at start, not at the first ring.
  ringing.get();
  const make = (name: string): JobQueue => {
    const queue: JobQueue = new Queue(
      name,
      {
        connection: ringing.get(),
        prefix: prefixOf(name),
        streams: { events: { maxLen: MAX_EVENTS } },
      },
      factory,
    );
    queue.on('error', (error) => note(error, { integration: name }));
    return queue;
  };
  const assertReachable = createReadiness(ringing.get(), patienceMs);
  const shelf = createQueueShelf({ make, assertReachable, patienceMs });
  return {
    ...{ kind: 'redis', patienceMs },
    prepare: assertReachable,
    queue: shelf.open,
    queueAsItIs: shelf.peek,
    nudge: async (name, jobId, wish) => nudge(await shelf.open(name), jobId, wish),
    takeKeptRing: async (name, coalescing) =>
      takeKeptRingInRedis(ringing.get(), { queue: await shelf.open(name), coalescing }),
    openWorker: async (name: string, run: RunAttempt, settings: WorkerSettings) => {
      if (!mayWork) throw new Error('This process was opened as a producer: it runs no jobs.');
      const worker: JobWorker = new Worker(
        name,
        run,
        {
          ...toWorkerOptions(settings),
          connection: working.get(),
          prefix: prefixOf(name),
          removeOnComplete: KEEP_COMPLETED,
          removeOnFail: KEEP_FAILED,
        },
        factory,
      );
      worker.on('error', (error) => note(error, { integration: name }));
      return worker;
    },
    check: () => checkRedis(ringing.get(), patienceMs),
    close: async () => {
      await shelf.close();
      for (const link of [ringing, working]) link.peek()?.disconnect();
    },
  };
}

async function nudge(queue: JobQueue, jobId: string, wish: NudgeWish): Promise<Nudge> {
  const job = await queue.getJob(jobId);
  if (job === undefined) return 'missed';
  if (!isDeepStrictEqual(job.data, wish.payload) && !(await replacePayload(job, wish))) {
    return 'missed';
  }
  if (job.delay <= wish.longerThanMs || isHeldByVendor(job.progress)) return 'kept';
  try {
    await job.promote();
    return 'woken';
  } catch (error) {
    // It left the delayed set meanwhile: it is waiting or running already.
    if (codeOf(error) === -3 || codeOf(error) === -1) return 'kept';
    throw error;
  }
}

/** The last change wins while a job still waits; false when it was taken up before we could write. */
async function replacePayload(job: QueuedJob, wish: NudgeWish): Promise<boolean> {
  if (!(await isUntaken(job))) return false;
  await job.updateData(wish.payload);
  return isUntaken(job);
}

async function isUntaken(job: QueuedJob): Promise<boolean> {
  return ['waiting', 'delayed', 'prioritized'].includes(await job.getState());
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** A start-up ring waits for the very first connection; later a missing connection is refused at once. */
function createReadiness(client: RedisClient, patienceMs: number): () => Promise<void> {
  let hasBeenReady = false;
  client.once('ready', () => {
    hasBeenReady = true;
  });
  return async () => {
    if (client.status === 'ready') return;
    if (hasBeenReady || !['wait', 'connecting', 'connect'].includes(client.status)) {
      throw new QueueUnreachable('Redis is not reachable; the rows keep the work until it is.');
    }
    await withinDeadline(awaitFirstConnection(client), patienceMs, 'Redis');
  };
}

/** Resolves when the connection under way is made, and rejects when it is not. */
async function awaitFirstConnection(client: RedisClient): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const refuse = (): void => reject(new QueueUnreachable('Redis cannot be connected to.'));
  client.once('ready', resolve);
  client.once('close', refuse);
  try {
    await promise;
  } finally {
    client.off('ready', resolve);
    client.off('close', refuse);
  }
}

function lazily<T>(make: () => T): { get(): T; peek(): T | undefined } {
  let made: T | undefined;
  return { get: () => (made ??= make()), peek: () => made };
}
