import type { Handler, JobEnding } from '@ponte/jobs/define';
import type { SweepPorts } from './ports.ts';
import { SETTLE_DELAY_MS } from './push/write-once.ts';
import type { FieldObject } from './rules/decide-object.ts';
import { decideSweep, type SweepPlan } from './rules/decide-sweep.ts';
import { toOrderObject, toTicketObject } from './rules/to-field-object.ts';

/** Reads every request and order of FieldControl and compares them with what was delivered. */
export function createReconcileField(ports: SweepPorts): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const options = { level: 'bulk', signal } as const;
    const field = ports.field(account);
    const sureBefore = new Date(ports.now().getTime() - SETTLE_DELAY_MS);
    const objects: FieldObject[] = [];
    let unread = 0;
    for await (const { items, problems } of field.sweepTickets(options)) {
      objects.push(...items.map(toTicketObject));
      unread += problems.length;
    }
    for await (const { items, problems } of field.sweepOrders(options)) {
      objects.push(...items.map(toOrderObject));
      unread += problems.length;
    }
    const deliveries = await ports.listDelivered(account);

    const plan = decideSweep({ objects, unread }, deliveries, sureBefore);

    await ports.saveSweep({ account, runId }, plan);
    // What blocks is tried once more: customers may have been put in order meanwhile.
    await ports.ringPush(account);
    return toEnding(plan, objects.length, deliveries.length);
  };
}

function toEnding(plan: SweepPlan, objects: number, deliveries: number): JobEnding {
  const { updates, adopt, missing, returned, doubled, isSuspect, unread } = plan;
  const counts = {
    ...{ objects, unread, deliveries, updated: updates.length, adopted: adopt.length },
    ...{ missing: missing.length, returned: returned.length, doubled: doubled.length },
  };
  if (isSuspect) {
    const message = 'FieldControl showed much less than was delivered: nothing was concluded.';
    return { outcome: 'held', reason: 'sweep-suspect', message, counts };
  }
  const keys = [...missing, ...doubled].map(({ isalesId }) => `card:${isalesId}`);
  if (unread > 0) {
    const message = `${unread} objects of FieldControl could not be read: nothing was called missing.`;
    return { outcome: 'held', reason: 'sweep-suspect', message, keys, counts };
  }
  if (missing.length > 0) return { outcome: 'held', reason: 'objeto_ausente', keys, counts };
  if (doubled.length > 0) return { outcome: 'held', reason: 'objeto_duplicado', keys, counts };
  return { outcome: 'done', counts };
}
