import type { ChangedDelivery, ChangeEnd } from '../ports.ts';
import { throwWhenForAll } from '../rules/decide-setback.ts';
import { isVendorShape } from '../rules/judge-write.ts';
import { addContacts, completeContacts } from './add-contacts.ts';
import { OTHER_RUN_MS, toStepWork, underTenure, type PushRun } from './push-run.ts';
import { putOff, updateRequest } from './update-request.ts';

/**
 * Brings what changed in projects that FieldControl has. One that fails is put off and the others go
 * on; it never fails the run.
 */
export async function pushChanges(run: PushRun, room: number): Promise<ChangeEnd[]> {
  const { ports, account, runId, signal } = run;
  const ends: ChangeEnd[] = [];
  if (room <= 0) return ends;
  for (const one of await ports.listChanged(account, room)) {
    signal.throwIfAborted();
    const end = await underTenure(run, toCustomer(one.customer), (tenure) =>
      pushChange(run, { ...toStepWork(run), tenure }, one),
    );
    const given = end === undefined ? toTaken(one) : end === 'gone' ? undefined : end;
    if (given === undefined) continue;
    await ports.saveChanged({ account, runId }, given);
    ends.push(given);
  }
  return ends;
}

type ChangeWork = Parameters<typeof updateRequest>[0];

/** The list was read before: only what still stands so counts. */
async function pushChange(
  { ports, account, signal }: PushRun,
  work: ChangeWork,
  { id, customer }: ChangedDelivery,
): Promise<ChangeEnd | 'gone'> {
  const changed = await ports.findChanged(account, id);
  // The card may be another person's since, whom this tenure does not protect.
  if (changed?.customer.clienteId !== customer.clienteId) return 'gone';
  try {
    const end = await updateRequest(work, changed);
    const { fieldId } = changed.customer;
    if (fieldId !== null) {
      const sight = { id: fieldId, isFresh: false, found: undefined };
      await completeContacts({ ...work, due: changed }, sight);
    }
    return end;
  } catch (error) {
    signal.throwIfAborted();
    throwWhenForAll(error);
    const end = putOff(changed, 'failed', error);
    const isLimit = isVendorShape(error) && error.kind === 'rate_limited';
    if (!isLimit) return end;
    return { ...end, pending: undefined, again: { inMs: OTHER_RUN_MS, isTry: false, error } };
  }
}

function toTaken({ id, isalesId, version }: ChangedDelivery): ChangeEnd {
  const error = new Error('Another run works for this customer.');
  const none = { now: undefined, situacao: undefined, pending: undefined };
  const again = { inMs: OTHER_RUN_MS, isTry: false, error };
  return { deliveryId: id, isalesId, version, ...none, again };
}

function toCustomer({ clienteId }: { readonly clienteId: string }) {
  return { of: 'customer', id: clienteId } as const;
}

/** Completes phones and e-mails that could not be added before; gives the cards. */
export async function pushContacts(run: PushRun, room: number): Promise<string[]> {
  const { ports, account, signal } = run;
  const cards: string[] = [];
  if (room <= 0) return cards;
  for (const one of await ports.listContacts(account, room)) {
    signal.throwIfAborted();
    const work = toStepWork(run);
    const done = await underTenure(run, toCustomer(one), async () => {
      const due = await ports.findContacts(account, one.clienteId);
      if (due !== undefined) await addContacts(work, due, { tries: due.tries });
      return due !== undefined;
    });
    if (done === true) cards.push(one.isalesId);
  }
  return cards;
}
