import type { FieldControlClient } from '@ponte/connectors/fieldcontrol';
import type { Handler } from '@ponte/jobs/define';
import { OBJECTS_PER_READ } from './jobs.ts';
import type { DueObject, ObjectPorts, RunOf } from './ports.ts';
import { throwWhenForAll, toWaitMs } from './rules/decide-setback.ts';
import { isVendorShape } from './rules/judge-write.ts';
import { decideObject, type FieldObject, type ObjectPlan } from './rules/decide-object.ts';
import { toOrderObject, toTicketObject } from './rules/to-field-object.ts';

const NOTHING: ObjectPlan = { updates: [], adopt: [] };
/** An outage shows by failures in a row: then the others are spared. */
const MOST_FAILURES_IN_A_ROW = 5;
/** An outage is no object's fault: the others come first in the next attempt, and that is all. */
const PUT_OFF_MS = 1_000;

interface Failed {
  readonly one: DueObject;
  readonly error: unknown;
}

/**
 * Looks at objects that a webhook named. Objects that are not ours, or gone, change nothing; one that
 * cannot be looked at stands back and keeps no other from its turn.
 */
export function createReadObjects(ports: ObjectPorts): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const due = await ports.listDueObjects(account, OBJECTS_PER_READ);
    if (due.length === 0) return { outcome: 'skipped', reason: 'nothing-dirty' };
    const failed: Failed[] = [];
    let [read, changed, failures] = [0, 0, 0];
    for (const one of due) {
      signal.throwIfAborted();
      const seen = await look(ports, { account, runId }, { one, signal });
      failures = 'error' in seen ? failures + 1 : 0;
      if ('error' in seen) failed.push(seen);
      else [read, changed] = [read + 1, changed + seen.changes];
      if (failures >= MOST_FAILURES_IN_A_ROW) break;
    }
    const isOutage = read === 0 && failures >= MOST_FAILURES_IN_A_ROW;
    for (const { one } of failed) {
      const forMs = isOutage ? PUT_OFF_MS : toWaitMs(one.tries);
      await ports.postponeObject(account, one, { forMs, isTry: !isOutage });
    }
    if (changed > 0) await ports.ringPush(account);
    if (isOutage) throw failed[0]?.error;
    const hasMore = due.length === OBJECTS_PER_READ || read + failed.length < due.length;
    const counts = { read, changed, later: failed.length };
    return { outcome: 'done', counts, ...(hasMore ? { againInMs: 0 } : {}) };
  };
}

/** Looks at one object and keeps what it says. Throws what no other object would fare better with. */
async function look(
  ports: ObjectPorts,
  run: RunOf,
  { one, signal }: { one: DueObject; signal: AbortSignal },
): Promise<Failed | { readonly changes: number }> {
  const { account } = run;
  try {
    const object = await read(ports.field(account), one, signal);
    const plan =
      object === undefined
        ? NOTHING
        : decideObject(object, await ports.listDeliveriesOf(account, object));
    await ports.saveObject(run, one, plan);
    return { changes: plan.updates.length + plan.adopt.length };
  } catch (error) {
    signal.throwIfAborted();
    throwWhenForAll(error);
    // The limit has its own moment, and a job that waits for it uses no attempt.
    if (isVendorShape(error) && error.kind === 'rate_limited') throw error;
    return { one, error };
  }
}

async function read(
  field: FieldControlClient,
  { kind, id }: { kind: 'ticket' | 'order'; id: string },
  signal: AbortSignal,
): Promise<FieldObject | undefined> {
  const options = { level: 'bulk', signal } as const;
  try {
    return kind === 'ticket'
      ? toTicketObject(await field.getTicket(id, options))
      : toOrderObject(await field.getOrder(id, options));
  } catch (error) {
    const isGone =
      isVendorShape(error) && (error.kind === 'not_found' || error.kind === 'rejected');
    if (isGone) return undefined;
    throw error;
  }
}
