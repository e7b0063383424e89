import type { Handler } from '@ponte/jobs/define';
import type { FieldIntents, Tenure } from './field-intents.ts';
import { DELIVERIES_PER_PUSH } from './jobs.ts';
import type { DeliveryEnd, DueDelivery, PushPorts } from './ports.ts';
import { deliver } from './push/deliver.ts';
import { pushChanges, pushContacts } from './push/push-changes.ts';
import { OTHER_RUN_MS, toStepWork, underTenure, type PushRun } from './push/push-run.ts';
import { decideSetback } from './rules/decide-setback.ts';
import { isVendorUnwell } from './rules/decide-unread.ts';
import { toPushEnding } from './rules/to-push-ending.ts';

/** An outage shows by failures in a row: then the others are spared. */
const MOST_FAILURES_IN_A_ROW = 5;

/** Brings what is ready to FieldControl, once, each card's deliveries in order. */
export function createPushDeliveries(ports: PushPorts): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const settings = await ports.readSettings(account);
    const run: PushRun = { ports, account, runId, settings, signal };
    const due = await ports.listDue(account, DELIVERIES_PER_PUSH);
    const ends = await workInOrder(run, due);
    throwWhenNothingEnded(ends);
    const room = DELIVERIES_PER_PUSH - due.length;
    const changes = await pushChanges(run, room);
    const contacts = await pushContacts(run, room - changes.length);

    const nextDue = await ports.findNextDue(account);
    return toPushEnding({ ends, changes, contacts, nextDue, now: ports.now() });
  };
}

/** One after the other: FieldControl takes one request a second anyway. */
async function workInOrder(run: PushRun, due: readonly DueDelivery[]): Promise<DeliveryEnd[]> {
  const ends: DeliveryEnd[] = [];
  let failures = 0;
  for (const one of due) {
    run.signal.throwIfAborted();
    const end = await push(run, one);
    if (end === undefined) continue;
    ends.push(end);
    failures = isOutage(end) ? failures + 1 : 0;
    if (failures >= MOST_FAILURES_IN_A_ROW) break;
  }
  return ends;
}

/** Undefined when it is not this run's affair: another one has card or customer, or its turn is over. */
async function push(run: PushRun, listed: DueDelivery): Promise<DeliveryEnd | undefined> {
  const { ports } = run;
  const customer = { of: 'customer', id: listed.customer.clienteId } as const;
  // The card by itself: a row that becomes another client's leaves its request with the old one.
  const end = await underTenure(run, { of: 'card', id: listed.isalesId }, ({ intents: requests }) =>
    underTenure(run, customer, async (tenure) => {
      // The list may be minutes old: what counts is how the delivery stands under the tenure.
      const due = await ports.findDue(run.account, listed.id);
      return pushDue(run, { listed, due, tenure, requests });
    }),
  );
  if (end === undefined) {
    await ports.postpone(listed.id, new Date(ports.now().getTime() + OTHER_RUN_MS));
  }
  return end === 'over' ? undefined : end;
}

async function pushDue(
  run: PushRun,
  turn: {
    readonly listed: DueDelivery;
    readonly due: DueDelivery | undefined;
    readonly tenure: Tenure;
    readonly requests: FieldIntents;
  },
): Promise<DeliveryEnd | 'over'> {
  const { ports, account, runId, signal } = run;
  const { listed, due, tenure, requests } = turn;
  // The card may be another person's since, whom this tenure does not protect.
  if (due?.customer.clienteId !== listed.customer.clienteId) return 'over';
  const end = await deliver({ ...toStepWork(run), due, tenure, requests });
  try {
    await ports.saveEnd({ account, runId }, end);
    return end;
  } catch (error) {
    signal.throwIfAborted();
    const now = ports.now();
    const setback = decideSetback(error, { falhas: due.falhas, isUncertain: false, now });
    const { deliveryId, isalesId, lookUps } = end;
    const head = { deliveryId, isalesId, lookUps };
    const later = { ...head, end: 'later', estado: 'as-it-was', error, ...setback } as const;
    await ports.saveEnd({ account, runId }, later);
    return later;
  }
}

function isOutage(end: DeliveryEnd): boolean {
  return end.end === 'later' && isVendorUnwell(end.error);
}

/** When no delivery got on, FieldControl is unwell: the job's own patience takes over. */
function throwWhenNothingEnded(ends: readonly DeliveryEnd[]): void {
  const failed = ends.filter(isOutage);
  if (failed.length < MOST_FAILURES_IN_A_ROW || failed.length < ends.length) return;
  const [first] = failed;
  if (first?.end === 'later') throw first.error;
}
