import type { FieldControlClient } from '@ponte/connectors/fieldcontrol';
import type { Handler } from '@ponte/jobs/define';
import { OBJECTS_PER_READ } from './jobs.ts';
import type { ObjectPorts } from './ports.ts';
import { isVendorShape } from './rules/judge-write.ts';
import { decideObject, type FieldObject, type ObjectPlan } from './rules/decide-object.ts';
import { toOrderObject, toTicketObject } from './rules/to-field-object.ts';

const NOTHING: ObjectPlan = { updates: [], adopt: [] };

/** Looks at objects that a webhook named. Objects that are not ours, or gone, change nothing. */
export function createReadObjects(ports: ObjectPorts): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const due = await ports.listDueObjects(account, OBJECTS_PER_READ);
    if (due.length === 0) return { outcome: 'skipped', reason: 'nothing-dirty' };
    let changed = 0;
    for (const one of due) {
      signal.throwIfAborted();
      const object = await read(ports.field(account), one, signal);
      const plan =
        object === undefined
          ? NOTHING
          : decideObject(object, await ports.listDeliveriesOf(account, object));
      changed += plan.updates.length + plan.adopt.length;
      await ports.saveObject({ account, runId }, one, plan);
    }
    if (changed > 0) await ports.ringPush(account);
    const isFull = due.length === OBJECTS_PER_READ;
    const counts = { read: due.length, changed };
    return { outcome: 'done', counts, ...(isFull ? { againInMs: 0 } : {}) };
  };
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
