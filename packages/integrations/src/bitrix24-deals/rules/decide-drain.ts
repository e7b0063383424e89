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
  /** The first failure among deals that must be asked for again. */
  readonly failure: Error | undefined;
}

/** A deal that the portal could not show this often while it showed others waits for a person. */
const MOST_TRIES = 5;

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
  const store: DealToStore[] = [];
  const missing: string[] = [];
  const holds: HoldToRecord[] = [];
  const settled = new Set<string>();
  let failure: Error | undefined;
  for (const answer of answers) {
    const plan = decideSafely(answer, context, decide);
    if (plan.plan === 'ask-again' && (context.tries.get(answer.id) ?? 0) < MOST_TRIES) {
      failure ??= plan.error;
      continue;
    }
    settled.add(answer.id);
    if (plan.plan === 'store') store.push(plan.deal);
    if (plan.plan === 'tombstone') missing.push(answer.id);
    if (plan.plan === 'ask-again') {
      const detail = `Deal ${answer.id}: ${plan.error.message}`;
      holds.push({ kind: 'deal', key: answer.id, reason: 'vendor-keeps-failing', detail });
    }
    if (plan.plan === 'hold') {
      holds.push({ kind: 'deal', key: answer.id, reason: plan.reason, detail: plan.detail });
    }
  }
  return { store, missing, holds, settled, failure };
}

function decideSafely(answer: DealAnswer, context: DealContext, decide: DecideDeal): DealPlan {
  try {
    return decide(answer, context);
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { plan: 'hold', reason: 'rule-failed', detail: `Deal ${answer.id}: ${what}` };
  }
}
