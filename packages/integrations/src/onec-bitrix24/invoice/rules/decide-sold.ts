import type { DealRecord } from '@ponte/connectors/bitrix24/model';
import { toInvoiceRef } from '@ponte/connectors/onec/model';
import type { Skip } from '../../../plan.ts';
import type { DueDeal, InvoiceEntry, SoldDeal } from '../invoice-entry.ts';
import { decideForeign, type AdoptPlan } from './decide-foreign.ts';
import { GONE, hold, isKept, mustLookAgain, nameOf, type HoldPlan } from './hold-plans.ts';
import { describeDifference, toBuyerName, toFingerprint, toText } from './sold-deal.ts';
import { toDraft, type DraftContext, type SaleDraft } from './to-draft.ts';

export interface MakePlan {
  /** Bring 1C to exactly this document, posted; then tell the deal. */
  readonly plan: 'make';
  readonly draft: SaleDraft;
  readonly bin: string;
  readonly buyerName: string;
  readonly sold: SoldDeal;
  readonly fingerprint: string;
  /** Whether a posted document may be taken back to be made anew. */
  readonly isRepost: boolean;
  /** Whether a document that is gone from 1C may be made once more. */
  readonly isAnew: boolean;
}

export interface SaleContext extends Omit<DraftContext, 'ref' | 'date'> {
  /** What new references follow from. */
  readonly portalId: string;
}

export type SalePlan =
  | MakePlan
  | AdoptPlan
  | HoldPlan
  /** The document stands; the deal does not carry its number, or nobody was told of it. */
  | { readonly plan: 'tell'; readonly number: string }
  | Skip<'unchanged' | 'kept-as-is'>;

interface Sale extends Pick<DueDeal, 'entry' | 'word'> {
  readonly deal: DealRecord;
  readonly sold: SoldDeal;
}

/** What becomes of a deal that is sold and paid, and whose rows are known. */
export function decideSold(sale: Sale, context: SaleContext): SalePlan {
  const { deal, sold, entry, word } = sale;
  const fingerprint = toFingerprint(sold);
  const number = toText(deal.custom[context.settings.numberField]);
  if (entry === undefined) {
    return number === ''
      ? decideMake(sale, fingerprint, context)
      : decideForeign(deal.id, { number, sold, fingerprint }, word);
  }
  if (isKept({ seen: GONE }, word)) return { plan: 'skip', reason: 'kept-as-is' };
  if (!isPosted(entry)) return decideMake(sale, fingerprint, context);
  const seen = `changed:${fingerprint}`;
  const isSame = entry.fingerprint === fingerprint;
  if (isSame || isKept({ seen }, word)) {
    const isCertain = entry.number !== null && !mustLookAgain(word);
    if (!isCertain) return decideMake(sale, fingerprint, context);
    // Whoever died between the deal's update and its end has told the deal and nobody else.
    const isTold = number === entry.number && entry.state === 'told';
    if (!isTold) return { plan: 'tell', number: entry.number };
    return { plan: 'skip', reason: isSame ? 'unchanged' : 'kept-as-is' };
  }
  if (mayRepost(word, context)) return decideMake(sale, fingerprint, context);
  const what = describeDifference(entry.sold, sold);
  return hold('deal-changed', `Deal ${deal.id}, ${nameOf(entry)}: ${what}`, seen);
}

function decideMake(
  { deal, sold, entry, word }: Sale,
  fingerprint: string,
  context: SaleContext,
): MakePlan | HoldPlan {
  const { settings, portalId } = context;
  const isReposting = entry?.state === 'reposting';
  const isChanged =
    entry !== undefined && entry.fingerprint !== null && entry.fingerprint !== fingerprint;
  const isAnew = word?.said === 'anew';
  // Only a date under which something was posted is kept; until then the deal says it.
  const keepsDate = entry !== undefined && (isReposting || isPosted(entry)) && !isAnew;
  const ref = entry?.ref ?? toInvoiceRef({ portal: portalId, dealId: deal.id, purpose: 'invoice' });
  const drafted = toDraft(deal, sold, {
    ...context,
    ref,
    date: keepsDate ? entry.documentDate : null,
  });
  if (drafted.plan === 'hold') return { ...drafted, seen: `${drafted.reason}:${fingerprint}` };
  return {
    ...{ plan: 'make', draft: drafted.draft, bin: sold.bin ?? '', sold, fingerprint, isAnew },
    buyerName: toBuyerName(deal, settings),
    isRepost: isReposting || (isChanged && mayRepost(word, context)),
  };
}

/** The setting says it for every deal, a person for one. */
function mayRepost(word: Sale['word'], { settings }: SaleContext): boolean {
  return settings.changedDeal === 'repost' || word?.said === 'repost';
}

function isPosted({ state }: InvoiceEntry): boolean {
  return state === 'posted' || state === 'told';
}
