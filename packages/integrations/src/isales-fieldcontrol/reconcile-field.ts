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
    for await (const { items } of field.sweepTickets(options))
      objects.push(...items.map(toTicketObject));
    for await (const { items } of field.sweepOrders(options))
      objects.push(...items.map(toOrderObject));
    const deliveries = await ports.listDelivered(account);

    const plan = decideSweep(objects, deliveries, sureBefore);

    await ports.saveSweep({ account, runId }, plan);
    // What blocks is tried once more: customers may have been put in order meanwhile.
    await ports.ringPush(account);
    return toEnding(plan, objects.length, deliveries.length);
  };
}

function toEnding(plan: SweepPlan, objects: number, deliveries: number): JobEnding {
  const { updates, adopt, missing, returned, doubled, isSuspect } = plan;
  const counts = {
    ...{ objects, deliveries, updated: updates.length, adopted: adopt.length },
    ...{ missing: missing.length, returned: returned.length, doubled: doubled.length },
  };
  if (isSuspect) {
    const message = 'FieldControl showed much less than was delivered: nothing was concluded.';
    return { outcome: 'held', reason: 'sweep-suspect', message, counts };
  }
  const keys = [...missing, ...doubled].map(({ isalesId }) => `card:${isalesId}`);
  if (missing.length > 0) return { outcome: 'held', reason: 'objeto_ausente', keys, counts };
  if (doubled.length > 0) return { outcome: 'held', reason: 'objeto_duplicado', keys, counts };
  return { outcome: 'done', counts };
}
