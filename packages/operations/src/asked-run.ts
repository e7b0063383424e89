import { recordAudit } from '@ponte/db/audit';
import { findPause } from '@ponte/db/pauses';
import type { RunRow } from '@ponte/db/runs';
import {
  previewLoad,
  reconcileDeals,
  reconcileDelta,
} from '@ponte/integrations/bitrix24-deals/jobs';
import { queueOf, type JobSpec, type JsonObject } from '@ponte/jobs/define';
import { findLastComparison } from './last-comparison.ts';
import { assertNotFuture } from './loads.ts';
import { OperationRefused, type Actor, type OperationPorts } from './ports.ts';
import { watchRuns } from './watch-runs.ts';

/** The execution that a person has asked for. */
export interface AskedRun {
  readonly job: string;
  /** Its row as it is now; undefined as long as no worker has taken it. */
  find(): Promise<RunRow | undefined>;
}

/**
 * Has a worker say what a load would read; nothing is written. Refused when `since` lies ahead or
 * the integration is paused. Rejects when the queue is out of reach.
 */
export async function askPreview(
  ports: OperationPorts,
  { account, since }: { account: string; since: Date | null },
  actor: Actor,
): Promise<AskedRun> {
  assertNotFuture(since, ports.clock.now());
  const payload = { account, since: since?.toISOString() ?? null };
  return ask(ports, { job: previewLoad, payload, action: 'load.previewed', actor });
}

/**
 * Has every deal of the portal compared with its row now instead of at night. Refused when the
 * integration is paused. Rejects when the queue is out of reach.
 */
export async function askComparison(
  ports: OperationPorts,
  { account }: { account: string },
  actor: Actor,
): Promise<AskedRun> {
  return ask(ports, {
    ...{ job: reconcileDeals, payload: { account }, action: 'comparison.started', actor },
  });
}

/**
 * Has only those deals compared that changed since the last comparison. Refused when there was none
 * and when the integration is paused. Rejects when the queue is out of reach.
 */
export async function askDelta(
  ports: OperationPorts,
  { account }: { account: string },
  actor: Actor,
): Promise<AskedRun> {
  const job = reconcileDelta;
  // A pause is the nearer reason, and a comparison would not help against it.
  await assertWorked(ports, job);
  if ((await findLastComparison(ports.database.pool, account)) === undefined) {
    throw new OperationRefused(
      'conflict',
      `No comparison of ${account} has come to its end yet, so there is no time to begin from. ` +
        'Compare everything first.',
    );
  }
  return ask(ports, { job, payload: { account }, action: 'comparison.started', actor });
}

/** What a load would read and cost, as its preview says. */
export interface LoadPreview {
  readonly count: number;
  readonly requests: number;
  /** The least time spent at the vendor's limit. */
  readonly waitSeconds: number;
  readonly firstId: number;
  readonly lastId: number;
  /** Some of the records: `deal:7405`. */
  readonly samples: readonly string[];
  readonly message: string;
}

/** The preview that a run has ended with. */
export function toPreview({ counts, keys, message }: RunRow): LoadPreview {
  const figure = (name: string): number => counts[name] ?? 0;
  return {
    ...{ count: figure('count'), requests: figure('requests'), waitSeconds: figure('waitSeconds') },
    ...{ firstId: figure('firstId'), lastId: figure('lastId') },
    ...{ samples: keys, message: message ?? '' },
  };
}

/** What a worker is asked to do, and who asks. */
export interface Question<Payload extends JsonObject> {
  readonly job: JobSpec<string, Payload>;
  readonly payload: Payload & { account: string };
  readonly action: string;
  readonly actor: Actor;
  /** What else whoever asks can do while the integration is paused. */
  readonly whenPaused?: string;
}

/** Rings the job and remembers which runs there were before. Refused when the integration is paused. */
export async function ask<Payload extends JsonObject>(
  ports: OperationPorts,
  { job, payload, action, actor, whenPaused }: Question<Payload>,
): Promise<AskedRun> {
  await assertWorked(ports, job, whenPaused);
  const pool = ports.database.pool;
  const integration = queueOf(job.name);
  const watch = await watchRuns(pool, { job: job.name });
  await ports.ringer.ring(job, payload);
  await recordAudit(pool, {
    ...{ actor: actor.by, action, object: `account:${integration}/${payload.account}` },
    ...{ after: payload, reason: actor.reason ?? null },
  });
  const asked = toComparable(payload);
  return {
    job: job.name,
    find: async () => {
      const runs = await watch.listNew();
      return runs.find((run) => toComparable(run.payload) === asked);
    },
  };
}

/** Refuses when the job's integration is paused, with one more sentence for whoever asks. */
export async function assertWorked(
  { database, clock }: Pick<OperationPorts, 'database' | 'clock'>,
  job: { readonly name: string },
  whenPaused?: string,
): Promise<void> {
  const integration = queueOf(job.name);
  const pause = await findPause(database.pool, integration, clock.now());
  if (pause === undefined) return;
  throw new OperationRefused(
    'conflict',
    `${integration} is paused (${pause.reason}), so nobody would do it. Resume it first.` +
      (whenPaused === undefined ? '' : ` ${whenPaused}`),
  );
}

/** PostgreSQL does not keep the order of keys. */
function toComparable(payload: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(payload).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
