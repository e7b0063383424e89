import type { DealAnswer } from '@ponte/connectors/bitrix24';
import { toInvoiceRef } from '@ponte/connectors/onec/model';
import type { Skip } from '../../../plan.ts';
import type { OnecSettings } from '../../settings.ts';
import type { InvoiceEntry, RowsAnswer, SoldDeal } from '../ports.ts';
import { isDue } from './is-due.ts';
import { describeDifference, toBuyerName, toFingerprint, toSoldDeal } from './sold-deal.ts';
import { toDraft, toSaleMoment, type DraftContext, type SaleDraft } from './to-draft.ts';

export interface HoldPlan {
  readonly plan: 'hold';
  readonly reason: string;
  readonly detail: string;
  readonly productIds?: readonly string[];
}

export interface MakePlan {
  /** Bring 1C to exactly this document, posted; then tell the deal. */
  readonly plan: 'make';
  readonly draft: SaleDraft;
  readonly bin: string;
  readonly buyerName: string;
  readonly sold: SoldDeal;
  readonly fingerprint: string;
}

export type InvoicePlan =
  | MakePlan
  | HoldPlan
  /** The document stands; the deal does not carry its number. */
  | { readonly plan: 'tell'; readonly number: string }
  | { readonly plan: 'ask-again'; readonly error: unknown }
  | Skip<'unchanged' | 'not-due' | 'closed-long-ago' | 'deal-gone'>;

export interface InvoiceContext extends Omit<DraftContext, 'ref' | 'date'> {
  readonly account: string;
  readonly now: Date;
}

export interface InvoiceFacts {
  readonly deal: DealAnswer;
  readonly rows: RowsAnswer | undefined;
  readonly entry: InvoiceEntry | undefined;
}

const DAY_MS = 86_400_000;

/** What becomes of one deal's invoice, from what is true now and what was done before. */
export function decideInvoice(facts: InvoiceFacts, context: InvoiceContext): InvoicePlan {
  const { deal: answer, rows: rowsAnswer, entry } = facts;
  const { settings } = context;
  if (answer.state === 'missing') return gone(answer.id, entry);
  if (answer.state === 'failed') return { plan: 'ask-again', error: answer.error };
  if (answer.state === 'refused') return hold('no-right-to-read', answer.message);
  if (answer.state === 'unreadable') return hold('unreadable-answer', answer.problem);
  const { deal } = answer;
  if (!isDue(deal, settings)) return reopened(deal.id, deal.stageId, entry);
  if (entry === undefined && isLongAgo(toSaleMoment({ ...deal, closeAt: null }), context)) {
    return { plan: 'skip', reason: 'closed-long-ago' };
  }
  if (rowsAnswer === undefined || rowsAnswer.state === 'missing') return gone(deal.id, entry);
  if (rowsAnswer.state === 'failed') return { plan: 'ask-again', error: rowsAnswer.error };
  if (rowsAnswer.state === 'refused') return hold('no-right-to-read', rowsAnswer.message);
  if (rowsAnswer.state === 'unreadable') return hold('unreadable-answer', rowsAnswer.problem);

  const sold = toSoldDeal(deal, rowsAnswer.rows, settings);
  const fingerprint = toFingerprint(sold);
  const isSame = entry?.fingerprint === fingerprint;
  if (entry !== undefined && isPosted(entry)) {
    if (isSame && entry.number !== null) {
      return deal.custom[settings.numberField] === entry.number
        ? { plan: 'skip', reason: 'unchanged' }
        : { plan: 'tell', number: entry.number };
    }
    if (!isSame && settings.changedDeal === 'hold') {
      const what = describeDifference(entry.sold, sold);
      return hold('deal-changed', `Deal ${deal.id}, invoice ${entry.number ?? entry.ref}: ${what}`);
    }
  }
  const ref =
    entry?.ref ?? toInvoiceRef({ portal: context.account, dealId: deal.id, purpose: 'invoice' });
  const drafted = toDraft(deal, sold, { ...context, ref, date: entry?.documentDate ?? null });
  if (drafted.plan === 'hold') return drafted;
  const buyerName = toBuyerName(deal, settings);
  const { draft } = drafted;
  return { plan: 'make', draft, bin: sold.bin ?? '', buyerName, sold, fingerprint };
}

function isPosted({ state }: InvoiceEntry): boolean {
  return state === 'posted' || state === 'told';
}

function gone(id: string, entry: InvoiceEntry | undefined): InvoicePlan {
  if (entry === undefined) return { plan: 'skip', reason: 'deal-gone' };
  return hold('deal-deleted', `Deal ${id} is deleted; ${nameOf(entry)} stands in 1C.`);
}

function reopened(id: string, stageId: string, entry: InvoiceEntry | undefined): InvoicePlan {
  if (entry === undefined) return { plan: 'skip', reason: 'not-due' };
  return hold(
    'deal-reopened',
    `Deal ${id} is in stage ${stageId} now; ${nameOf(entry)} stands in 1C.`,
  );
}

function nameOf(entry: InvoiceEntry): string {
  if (entry.number !== null) return `invoice ${entry.number}`;
  return `an unposted document (reference ${entry.ref}), or none yet,`;
}

function isLongAgo(
  moment: Date,
  { now, settings }: { now: Date; settings: OnecSettings },
): boolean {
  return now.getTime() - moment.getTime() > settings.mostDaysLate * DAY_MS;
}

function hold(reason: string, detail: string): HoldPlan {
  return { plan: 'hold', reason, detail };
}
