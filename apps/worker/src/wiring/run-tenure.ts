import { inTransaction, type Database, type Sql } from '@ponte/db/client';
import { acquireLease, endLease, findLease, renewLease } from '@ponte/db/leases';
import { isCertainlyDead } from '../process-id.ts';

/** Real milliseconds: a lease protects against real processes that really die. */
const TTL_MS = 20_000;
const RENEW_EVERY_MS = 5_000;

interface Wanted {
  /** The lease's name. */
  readonly name: string;
  /** What one run at a time works on, for the sentence that says it is lost. */
  readonly what: string;
  readonly worker: string;
  readonly runId: string;
  readonly signal: AbortSignal;
}

/** The right of one run to work on something alone. */
export interface RunTenure {
  /** Higher with each tenure of the name. */
  readonly fence: string;
  /** Aborted with the run, and when the tenure is lost. */
  readonly signal: AbortSignal;
  isLost(): boolean;
  /** Rejects when another run has taken over. */
  confirm(): Promise<void>;
  /** Writes in one transaction, in which the lease is asked for first. */
  write<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

/**
 * Takes the lease for a run; undefined while another run has it. The owner is this run and no other,
 * so a lease that still names it has not been anybody else's since: its row, asked in the
 * transaction that writes, is the fence.
 */
export async function takeRunTenure(
  { pool }: Pick<Database, 'pool'>,
  { name, what, worker, runId, signal }: Wanted,
): Promise<RunTenure | undefined> {
  const lease = { name, owner: `${worker}#${runId}`, ttlMs: TTL_MS };
  const holder = (await findLease(pool, name))?.owner;
  const isDead = holder !== undefined && isCertainlyDead(holder.split('#')[0] ?? '');
  const answer = await acquireLease(pool, { ...lease, ...(isDead ? { deadOwner: holder } : {}) });
  if (answer.state === 'taken') return undefined;

  const loss = new AbortController();
  const confirm = async (sql: Sql): Promise<void> => {
    if (!loss.signal.aborted && (await renewLease(sql, lease))) return;
    loss.abort(new Error(`Another run has taken over the ${what}; this one writes nothing more.`));
    loss.signal.throwIfAborted();
  };
  // A renewal that fails is made up for by the next; before each write the lease is asked for anyway.
  const timer = setInterval(() => void Promise.allSettled([confirm(pool)]), RENEW_EVERY_MS);
  return {
    fence: answer.fence,
    signal: AbortSignal.any([signal, loss.signal]),
    isLost: () => loss.signal.aborted,
    confirm: () => confirm(pool),
    write: (work) =>
      inTransaction(pool, async (sql) => {
        await confirm(sql);
        return work(sql);
      }),
    end: async () => {
      clearInterval(timer);
      await endLease(pool, lease);
    },
  };
}
