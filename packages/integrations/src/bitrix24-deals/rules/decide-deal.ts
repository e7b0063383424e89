import type { DealAnswer } from '@ponte/connectors/bitrix24';
import type { Hold } from '../../plan.ts';
import type { DealToStore } from '../ports.ts';
import { toDealToStore, type DealContext } from './to-deal-to-store.ts';

export type DealPlan =
  | { readonly plan: 'store'; readonly deal: DealToStore }
  | { readonly plan: 'tombstone' }
  | { readonly plan: 'ask-again'; readonly error: Error; readonly isTry: boolean }
  | Hold<'no-right-to-read' | 'unreadable-answer' | 'rule-failed'>;

/** What the portal's answer about one deal means for its row. */
export function decideDeal(answer: DealAnswer, context: DealContext): DealPlan {
  switch (answer.state) {
    case 'found':
      return { plan: 'store', deal: toDealToStore(answer.deal, context) };
    case 'missing':
      return { plan: 'tombstone' };
    case 'failed':
      // An answer that was refused for its pace says nothing about the deal.
      return {
        plan: 'ask-again',
        error: answer.error,
        isTry: answer.error.kind !== 'rate_limited',
      };
    case 'refused':
      return {
        plan: 'hold',
        reason: 'no-right-to-read',
        detail: `The portal refuses deal ${answer.id}: ${answer.message}`,
      };
    case 'unreadable':
      return {
        plan: 'hold',
        reason: 'unreadable-answer',
        detail: `Deal ${answer.id}: ${answer.problem}`,
      };
  }
}
