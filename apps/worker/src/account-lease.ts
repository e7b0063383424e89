import type { Database } from '@ponte/db/client';
import { acquireLease, endLease, renewLease } from '@ponte/db/leases';
import type { Logger } from '@ponte/logging';
import { isCertainlyDead } from './process-id.ts';

/** Real milliseconds: a lease protects against real processes that really die. */
const TTL_MS = 20_000;
const RENEW_EVERY_MS = 5_000;
const ASK_EVERY_MS = 1_000;

export interface AccountLease {
  readonly fence: string;
  /** Aborted when the lease is lost: vendor calls must stop at once. */
  readonly lost: AbortSignal;
  end(): Promise<void>;
}

export interface AccountLeaseOptions {
  database: Database;
  /** `bitrix24:default` */
  name: string;
  owner: string;
  logger: Logger;
  signal: AbortSignal;
  /** Told once for each other holder. */
  onWait(holder: string): void;
}

/**
 * Without Redis the limit of a vendor account cannot be shared between processes: one worker has
 * the account, the others wait and say who has it. Rejects when the signal is aborted.
 */
export async function awaitAccountLease(options: AccountLeaseOptions): Promise<AccountLease> {
  const { database, name, owner, signal } = options;
  let seen: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    const deadOwner = seen !== undefined && isCertainlyDead(seen) ? { deadOwner: seen } : {};
    const answer = await acquireLease(database.pool, { name, owner, ttlMs: TTL_MS, ...deadOwner });
    if (answer.state === 'held') return keep(options, answer.fence);
    if (answer.owner !== seen) {
      seen = answer.owner;
      options.onWait(seen);
      continue;
    }
    await pause(ASK_EVERY_MS, signal);
  }
}

function keep({ database, name, owner, logger }: AccountLeaseOptions, fence: string): AccountLease {
  const loss = new AbortController();
  let goodUntil = performance.now() + TTL_MS;
  const renew = async (): Promise<void> => {
    try {
      const startedAt = performance.now();
      if (await renewLease(database.pool, { name, owner, ttlMs: TTL_MS })) {
        goodUntil = startedAt + TTL_MS;
        return;
      }
      lose('another worker has it');
    } catch (error) {
      // PostgreSQL is away: the lease stays ours until its time is over, and not a moment longer.
      if (performance.now() > goodUntil - RENEW_EVERY_MS) lose('it could not be renewed', error);
    }
  };
  const lose = (why: string, err?: unknown): void => {
    clearInterval(timer);
    if (loss.signal.aborted) return;
    logger.warn({ lease: name, reason: why, ...(err === undefined ? {} : { err }) }, 'lease.lost');
    loss.abort(new Error(`The lease of ${name} was lost: ${why}.`));
  };
  const timer = setInterval(() => void renew(), RENEW_EVERY_MS);
  return {
    fence,
    lost: loss.signal,
    end: async () => {
      clearInterval(timer);
      if (!loss.signal.aborted) await endLease(database.pool, { name, owner });
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error('The worker stops.'));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}
