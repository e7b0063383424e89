import type { Handler } from '@ponte/jobs/define';
import { HINTS_PER_ABSORB } from './jobs.ts';
import type { HintPorts } from './ports.ts';
import { decideHints } from './rules/decide-hints.ts';

/** Turns webhooks into marks. Whatever one says, the object is looked at: they come late and twice. */
export function createAbsorbHints(ports: HintPorts): Handler<{ account: string }> {
  return async ({ account }, { runId }) => {
    const hints = await ports.listHints(account, HINTS_PER_ABSORB);

    const plan = decideHints(hints);

    await ports.saveHints({ account, runId, ...plan });
    if (plan.objects.length > 0) await ports.ringObjects(account);
    const counts = { events: hints.length, objects: plan.objects.length, held: plan.holds.length };
    const again = hints.length === HINTS_PER_ABSORB ? { againInMs: 0 } : {};
    if (hints.length === 0) return { outcome: 'skipped', reason: 'nothing-received', counts };
    return plan.holds.length > 0
      ? { outcome: 'held', reason: 'unreadable-event', counts, ...again }
      : { outcome: 'done', counts, ...again };
  };
}
