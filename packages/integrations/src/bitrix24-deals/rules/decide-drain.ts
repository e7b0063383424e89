import type { DealAnswer } from '@ponte/connectors/bitrix24';
import type { DealToStore, HoldToRecord } from '../ports.ts';
import { decideDeal, type DealPlan } from './decide-deal.ts';
import type { DealContext } from './to-deal-to-store.ts';

/** What one drain does: the plans of its deals, sorted by what has to be written. */
export interface DrainPlan {
  readonly store: readonly DealToStore[];
  readonly missing: readonly string[];
  readonly holds: readonly HoldToRecord[];
  /** Deals that are settled by this drain; the others stay marked. */
  readonly settled: ReadonlySet<string>;
  /** Deals that failed beside others that did not. */
  readonly postponed: readonly PostponedDeal[];
  /** Set when the portal showed no deal at all: it is unwell, which says nothing about the deals. */
  readonly outage: Error | undefined;
}

/** A deal that is asked for again. */
export interface PostponedDeal {
  readonly id: string;
  /** Virtual milliseconds until then. */
  readonly forMs: number;
  /** Whether the failure counts against the deal. */
  readonly isTry: boolean;
}

/** A deal that the portal could not show this often while it showed others waits for a person. */
const MOST_TRIES = 5;

/** Five seconds, then three times as long each time: ten minutes in all, which most outages do not last. */
const FIRST_WAIT_MS = 5_000;
const WAIT_GROWS_BY = 3;

export interface DrainContext extends DealContext {
  /** By deal id. */
  readonly tries: ReadonlyMap<string, number>;
}

export type DecideDeal = (answer: DealAnswer, context: DealContext) => DealPlan;

/** Decides for every deal on its own: one that breaks a rule is held and never stops the others. */
export function decideDrain(
  answers: readonly DealAnswer[],
  context: DrainContext,
  decide: DecideDeal = decideDeal,
): DrainPlan {
  const plans = answers.map((answer) => ({
    id: answer.id,
    plan: decideSafely(answer, context, decide),
  }));
  const failures = plans.flatMap(({ plan }) => (plan.plan === 'ask-again' ? [plan.error] : []));
  if (failures.length === plans.length) return toOutage(failures[0]);
  const store: DealToStore[] = [];
  const missing: string[] = [];
  const holds: HoldToRecord[] = [];
  const postponed: PostponedDeal[] = [];
  const settled = new Set<string>();
  for (const { id, plan } of plans) {
    const tries = context.tries.get(id) ?? 0;
    if (plan.plan === 'ask-again' && (tries < MOST_TRIES || !plan.isTry)) {
      postponed.push({ id, forMs: FIRST_WAIT_MS * WAIT_GROWS_BY ** tries, isTry: plan.isTry });
      continue;
    }
    settled.add(id);
    if (plan.plan === 'store') store.push(plan.deal);
    if (plan.plan === 'tombstone') missing.push(id);
    if (plan.plan === 'ask-again') {
      const detail = `Deal ${id}: ${plan.error.message}`;
      holds.push({ kind: 'deal', key: id, reason: 'vendor-keeps-failing', detail });
    }
    if (plan.plan === 'hold') {
      holds.push({ kind: 'deal', key: id, reason: plan.reason, detail: plan.detail });
    }
  }
  return { store, missing, holds, settled, postponed, outage: undefined };
}

function toOutage(outage: Error | undefined): DrainPlan {
  return { store: [], missing: [], holds: [], settled: new Set(), postponed: [], outage };
}

function decideSafely(answer: DealAnswer, context: DealContext, decide: DecideDeal): DealPlan {
  try {
    return decide(answer, context);
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { plan: 'hold', reason: 'rule-failed', detail: `Deal ${answer.id}: ${what}` };
  }
}
