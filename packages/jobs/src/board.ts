import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { maskText, SECRET_KEYS } from '@ponte/logging/mask';
import type { Queue } from 'bullmq';
import type { Backend } from './backend.ts';
import type { JobQueue, QueuedJob } from './queue-types.ts';
import { retryAfresh } from './queues.ts';

export interface BoardOptions {
  /** Looking only: no retry, no removal, no pause. Default false. */
  readOnly?: boolean;
}

/**
 * One Bull Board adapter per queue. Payloads, results and errors are masked; "retry" rings the job
 * anew, so that the board cannot break the rule of one job per coalescing key.
 */
export function createBoardAdapters(
  backend: Backend,
  queueNames: readonly string[],
  options: BoardOptions = {},
): BullMQAdapter[] {
  return queueNames.map((name) => {
    const open = (): JobQueue => backend.queueAsItIs(name);
    const adapter = new PonteBoardAdapter(open, options.readOnly === true);
    for (const field of ['data', 'returnValue', 'progress'] as const) {
      adapter.setFormatter(field, maskDeeply);
    }
    return adapter;
  });
}

class PonteBoardAdapter extends BullMQAdapter {
  readonly #open: () => JobQueue;

  constructor(open: () => JobQueue, readOnlyMode: boolean) {
    // The board's type names the Redis backend; it uses only what both backends have.
    super(open() as unknown as Queue, { readOnlyMode });
    this.#open = open;
    // A queue whose first handshake failed is replaced by the backend: always show the living one.
    Object.defineProperty(this, 'queue', { get: open });
  }

  override async getJob(id: string): ReturnType<BullMQAdapter['getJob']> {
    const job = await super.getJob(id);
    return job && this.#withSafeRetry(job);
  }

  override async getJobs(
    ...args: Parameters<BullMQAdapter['getJobs']>
  ): ReturnType<BullMQAdapter['getJobs']> {
    return (await super.getJobs(...args)).map((job) => this.#withSafeRetry(job));
  }

  #withSafeRetry<J extends QueuedJob>(job: J): J {
    job.retry = async () => {
      await retryAfresh(this.#open(), job);
    };
    job.failedReason = maskText(job.failedReason ?? '');
    return job;
  }
}

const SECRET = new Set<string>(SECRET_KEYS);

function maskDeeply(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return value.map(maskDeeply);
  if (value === null || typeof value !== 'object') return value;
  const pairs = Object.entries(value).map(([key, inner]) => [
    key,
    SECRET.has(key) ? '[masked]' : maskDeeply(inner),
  ]);
  return Object.fromEntries(pairs);
}
