import type { HoldToRecord } from '../ports.ts';
import { decideEvent } from './decide-event.ts';

export interface AbsorbPlan {
  /** Distinct deals to read again. */
  readonly dealIds: readonly string[];
  readonly ends: readonly { id: string; state: 'done' | 'held'; reason: string | null }[];
  readonly holds: readonly HoldToRecord[];
  readonly outcome: 'done' | 'skipped' | 'held';
  readonly reason?: string;
}

/** Decides for every event on its own; one that cannot be read is held and never stops the others. */
export function decideAbsorb(
  events: readonly { id: string; body: string }[],
  ignoredEvents: readonly string[],
): AbsorbPlan {
  const dealIds = new Set<string>();
  const holds = new Map<string, HoldToRecord>();
  const ends = events.map(({ id, body }) => {
    const plan = decideEvent(body, ignoredEvents);
    if (plan.plan === 'mark') {
      dealIds.add(plan.dealId);
      return { id, state: 'done' as const, reason: null };
    }
    if (plan.plan === 'skip') return { id, state: 'done' as const, reason: plan.reason };
    const { reason, detail } = plan;
    // A portal that sends a foreign event sends thousands of it: one hold for the kind is enough.
    const hold: HoldToRecord =
      plan.reason === 'unknown-event'
        ? { kind: 'event-kind', key: plan.event, reason, detail }
        : { kind: 'inbound-event', key: id, reason, detail };
    holds.set(`${hold.kind}/${hold.key}`, hold);
    return { id, state: 'held' as const, reason };
  });
  const first = [...holds.values()][0];
  return {
    dealIds: [...dealIds],
    ends,
    holds: [...holds.values()],
    ...(events.length === 0
      ? { outcome: 'skipped', reason: 'nothing-received' }
      : first === undefined
        ? { outcome: 'done' }
        : { outcome: 'held', reason: first.reason }),
  };
}
