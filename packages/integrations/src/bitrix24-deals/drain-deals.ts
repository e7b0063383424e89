import type { Handler, JobEnding } from '@ponte/jobs/define';
import { DEALS_PER_DRAIN, DRAIN_SPACING_MS } from './jobs.ts';
import type { DrainPorts } from './ports.ts';
import { areNamesMissing } from './rules/are-names-missing.ts';
import { decideDeal } from './rules/decide-deal.ts';
import { decideDrain, type DecideDeal, type DrainPlan } from './rules/decide-drain.ts';
import { describePostponed } from './rules/describe-postponed.ts';

/** Reads marked deals again and brings their rows to the portal's present state. */
export function createDrainDeals(
  ports: DrainPorts,
  decide: DecideDeal = decideDeal,
): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    await ports.awaitTurn(account, DRAIN_SPACING_MS, signal);
    const dirty = await ports.listDirtyDeals(account, DEALS_PER_DRAIN);
    if (dirty.length === 0) return { outcome: 'skipped', reason: 'nothing-dirty' };
    const names = await ports.readNames(account);
    if (names.fields.length === 0) {
      await ports.ringDictionaries(account);
      return { outcome: 'skipped', reason: 'dictionaries-first' };
    }
    const { readAt, deals } = await ports.getDeals(account)(
      dirty.map(({ id }) => id),
      { level: 'live', signal },
    );

    const fields = new Map(names.fields.map((field) => [field.code, field]));
    const tries = new Map(dirty.map((mark) => [mark.id, mark.tries]));
    const plan = decideDrain(deals, { account, readAt, fields, tries }, decide);

    if (plan.outage !== undefined) throw plan.outage;
    const { store, missing, holds } = plan;
    const clear = dirty.filter(({ id }) => plan.settled.has(id));
    const postpone = plan.postponed.flatMap(({ id, ...until }) =>
      dirty.filter((mark) => mark.id === id).map((mark) => ({ ...mark, ...until })),
    );
    const step = { account, runId, readAt, store, missing, holds, clear, postpone };
    const saved = await ports.saveDrain(step);
    if (areNamesMissing(store, names, ports.now())) await ports.ringDictionaries(account);

    return toEnding({ plan, read: dirty.length, saved: { ...saved } });
  };
}

function toEnding({
  plan,
  read,
  saved,
}: {
  plan: DrainPlan;
  read: number;
  saved: Record<string, number>;
}): JobEnding {
  const [firstHold] = plan.holds;
  return {
    outcome: firstHold === undefined ? 'done' : 'held',
    ...(firstHold === undefined ? {} : { reason: firstHold.reason }),
    keys: [...plan.settled].map((id) => `deal:${id}`),
    counts: { read, ...saved, held: plan.holds.length, postponed: plan.postponed.length },
    ...describePostponed(plan.postponed),
    // A full request may have left others behind; they do not wait for those that failed.
    ...(read === DEALS_PER_DRAIN ? { againInMs: 0 } : {}),
  };
}
