import type { DealAnswer } from '@ponte/connectors/bitrix24';
import type { DealRecord } from '@ponte/connectors/bitrix24/model';
import type { Skip } from '../../../plan.ts';
import type { DueDeal, InvoiceEntry } from '../invoice-entry.ts';
import type { RowsAnswer } from '../ports.ts';
import { decideSold, type SaleContext, type SalePlan } from './decide-sold.ts';
import { isLongAgo } from './document-date.ts';
import { hold, holdDeleted, holdReopened, isKept } from './hold-plans.ts';
import { isDue } from './is-due.ts';
import { listUnknownOptions, type PaymentNames } from './payment-names.ts';
import { toSoldDeal } from './sold-deal.ts';

export type InvoicePlan =
  | SalePlan
  | { readonly plan: 'ask-again'; readonly error: unknown }
  /** Nobody can tell how it was paid before the portal's names are read again. */
  | { readonly plan: 'names-first' }
  | Skip<'not-due' | 'closed-long-ago' | 'deal-gone'>;

export interface InvoiceFacts extends Pick<DueDeal, 'entry' | 'word' | 'wasSeen'> {
  readonly deal: DealAnswer;
  readonly rows: RowsAnswer | undefined;
}

export interface InvoiceContext extends SaleContext {
  readonly names: PaymentNames;
}

/** What becomes of one deal's invoice, from what is true now and what was done and said before. */
export function decideInvoice(facts: InvoiceFacts, context: InvoiceContext): InvoicePlan {
  const plan = decide(facts, context);
  return plan.plan === 'hold' && isKept(plan, facts.word)
    ? { plan: 'skip', reason: 'kept-as-is' }
    : plan;
}

function decide(facts: InvoiceFacts, context: InvoiceContext): InvoicePlan {
  const { deal: answer, rows, entry, wasSeen } = facts;
  if (answer.state === 'missing') return gone(answer.id, entry);
  if (answer.state === 'failed') return { plan: 'ask-again', error: answer.error };
  if (answer.state === 'refused') return hold('no-right-to-read', answer.message);
  if (answer.state === 'unreadable') return hold('unreadable-answer', answer.problem);
  const { deal } = answer;
  const isTooOld = entry === undefined && !wasSeen && isLongAgo(deal, context);
  if (!isDue(deal, context.settings)) {
    const unknown = listUnknownOptions(deal, context.settings, context.names);
    const isTakenAsPaid = entry !== undefined || facts.word?.said === 'paid';
    if (unknown.length === 0 || isTooOld) return notDue(deal, entry);
    if (!isTakenAsPaid) return decideUnknown(deal, unknown, context.names);
  }
  if (isTooOld) return { plan: 'skip', reason: 'closed-long-ago' };
  if (rows === undefined || rows.state === 'missing') return gone(deal.id, entry);
  if (rows.state === 'failed') return { plan: 'ask-again', error: rows.error };
  if (rows.state === 'refused') return hold('no-right-to-read', rows.message);
  if (rows.state === 'unreadable') return hold('unreadable-answer', rows.problem);
  const sold = toSoldDeal(deal, rows.rows, context.settings);
  return decideSold({ deal, sold, entry, word: facts.word }, context);
}

function notDue({ id, stageId }: DealRecord, entry: InvoiceEntry | undefined): InvoicePlan {
  return entry === undefined
    ? { plan: 'skip', reason: 'not-due' }
    : holdReopened(id, stageId, entry);
}

function gone(id: string, entry: InvoiceEntry | undefined): InvoicePlan {
  return entry === undefined ? { plan: 'skip', reason: 'deal-gone' } : holdDeleted(id, entry);
}

/** A name that was read after the deal was changed would be there if the option still was. */
function decideUnknown(
  { id, modifiedAt }: DealRecord,
  unknown: readonly string[],
  { readAt }: PaymentNames,
): InvoicePlan {
  if (readAt === undefined || readAt <= modifiedAt) return { plan: 'names-first' };
  const options = unknown.join(', ');
  const detail = `Deal ${id}: the portal has no name for the payment it carries (${options}).`;
  return hold('payment-unknown', detail, `payment:${options}`);
}
