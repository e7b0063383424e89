import type { Handler } from '@ponte/jobs/define';
import { DELIVERIES_PER_PUSH } from './jobs.ts';
import type { ChangeEnd, DeliveryEnd, DueDelivery, PushPorts } from './ports.ts';
import { deliver } from './push/deliver.ts';
import { updateRequest } from './push/update-request.ts';
import { toPushEnding } from './rules/to-push-ending.ts';
import { toDraftFacts } from './rules/to-draft-facts.ts';
import type { FieldSettings } from './settings.ts';

/** An outage shows by failures in a row: then the others are spared. */
const MOST_FAILURES_IN_A_ROW = 5;

interface Run {
  readonly account: string;
  readonly runId: string;
  readonly settings: FieldSettings;
  readonly signal: AbortSignal;
}

/** Brings what is ready to FieldControl, once, each card's deliveries in order. */
export function createPushDeliveries(ports: PushPorts): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const settings = await ports.readSettings(account);
    const run: Run = { account, runId, settings, signal };
    const due = await ports.listDue(account, DELIVERIES_PER_PUSH);
    const ends = await workInOrder(due, (one) => push(ports, run, one), signal);
    const changes = await pushChanges(ports, run, DELIVERIES_PER_PUSH - due.length);

    throwWhenNothingEnded(ends);
    const nextDue = await ports.findNextDue(account);
    return toPushEnding({ ends, changes, nextDue, now: ports.now() });
  };
}

async function push(ports: PushPorts, run: Run, due: DueDelivery): Promise<DeliveryEnd> {
  const { account, runId, settings, signal } = run;
  const { clienteId } = due.customer;
  const tenure = await ports.takeTenure(account, clienteId, runId);
  if (tenure === undefined) return toTaken(ports, due);
  try {
    const end = await deliver({
      ...{ ports, account, runId, due, settings, tenure, field: ports.field(account) },
      ...{ options: { level: 'live', signal }, now: () => ports.now() },
    });
    await ports.saveEnd({ account, runId }, end);
    return end;
  } finally {
    await tenure.end();
  }
}

const OTHER_RUN_MS = 5_000;

function toTaken(ports: PushPorts, due: DueDelivery): DeliveryEnd {
  const until = new Date(ports.now().getTime() + OTHER_RUN_MS);
  const error = new Error('Another run works for this customer.');
  const head = { deliveryId: due.id, isalesId: due.isalesId, lookUps: 0 };
  const isUncertain = due.delivery.estado === 'incerto' || due.delivery.estado === 'enviando';
  return { ...head, end: 'later', estado: isUncertain ? 'incerto' : 'pronto', until, error };
}

/** One after the other: FieldControl takes one request a second anyway. */
async function workInOrder(
  due: readonly DueDelivery[],
  bring: (one: DueDelivery) => Promise<DeliveryEnd>,
  signal: AbortSignal,
): Promise<DeliveryEnd[]> {
  const ends: DeliveryEnd[] = [];
  let failures = 0;
  for (const one of due) {
    signal.throwIfAborted();
    const end = await bring(one);
    ends.push(end);
    failures = end.end === 'later' ? failures + 1 : 0;
    if (failures >= MOST_FAILURES_IN_A_ROW) break;
  }
  return ends;
}

async function pushChanges(ports: PushPorts, run: Run, room: number): Promise<ChangeEnd[]> {
  const { account, runId, settings, signal } = run;
  const ends: ChangeEnd[] = [];
  if (room <= 0) return ends;
  for (const changed of await ports.listChanged(account, room)) {
    signal.throwIfAborted();
    const facts = toDraftFacts(changed);
    const { id, isalesId, version } = changed;
    const options = { level: 'live', signal } as const;
    const none = { requestHash: undefined, situacao: undefined, pending: undefined };
    const end =
      facts === undefined
        ? { deliveryId: id, isalesId, version, ...none }
        : await updateRequest({ field: ports.field(account), options, settings, facts }, changed);
    await ports.saveChanged({ account, runId }, end);
    ends.push(end);
  }
  return ends;
}

/** When no delivery got on, FieldControl is unwell: the job's own patience takes over. */
function throwWhenNothingEnded(ends: readonly DeliveryEnd[]): void {
  const failed = ends.filter((end) => end.end === 'later');
  if (failed.length < MOST_FAILURES_IN_A_ROW || failed.length < ends.length) return;
  throw failed[0]?.error;
}
