import type { Handler } from '@ponte/jobs/define';
import { EVENTS_PER_ABSORB } from './jobs.ts';
import type { AbsorbPorts } from './ports.ts';
import { decideAbsorb } from './rules/decide-absorb.ts';

/** Turns stored events into marks. Safe to repeat: a mark more costs one read more. */
export function createAbsorbEvents(ports: AbsorbPorts): Handler<{ account: string }> {
  return async ({ account }, { runId }) => {
    const events = await ports.listReceivedEvents(account, EVENTS_PER_ABSORB);
    const ignored = await ports.listIgnoredEvents();

    const plan = decideAbsorb(events, ignored);

    await ports.saveMarks({ account, runId, ...plan });
    if (plan.dealIds.length > 0) await ports.ringDrain(account);

    return {
      outcome: plan.outcome,
      ...(plan.reason === undefined ? {} : { reason: plan.reason }),
      keys: plan.dealIds.map((id) => `deal:${id}`),
      counts: { events: events.length, deals: plan.dealIds.length, held: plan.holds.length },
      ...(events.length === EVENTS_PER_ABSORB ? { againInMs: 0 } : {}),
    };
  };
}
