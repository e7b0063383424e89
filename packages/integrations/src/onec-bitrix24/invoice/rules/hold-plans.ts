import type { InvoiceEntry, Word } from '../invoice-entry.ts';

export interface HoldPlan {
  readonly plan: 'hold';
  readonly reason: string;
  readonly detail: string;
  /** What is held, in one word: a person who dismisses the hold keeps just this as it is. */
  readonly seen?: string;
  /** Products of the portal that must be linked first. */
  readonly waitsFor?: readonly string[];
}

/** The deal left its closing stage. */
const REOPENED = 'reopened';
const DELETED = 'deleted';
/** The posted document is another than the deal wants. */
export const DIFFERS = 'differs';
/** The document was erased in 1C, or is marked for deletion. */
export const GONE = 'gone';

/** A hold about a deal. */
export function hold(reason: string, detail: string, seen?: string): HoldPlan {
  return { plan: 'hold', reason, detail, ...(seen === undefined ? {} : { seen }) };
}

/** True when a person has dismissed a hold about the very same thing. */
export function isKept({ seen }: Pick<HoldPlan, 'seen'>, word: Word | undefined): boolean {
  return word?.said === 'keep' && word.of === seen;
}

/**
 * True when the document in 1C has to be looked at although all was well once: whoever opened the
 * deal again or deleted it was told to cancel it, and whoever released a document that is gone wants
 * it back.
 */
export function mustLookAgain(word: Word | undefined): boolean {
  if (word?.said === 'keep') return word.of === REOPENED || word.of === DELETED;
  return word?.said === 'anew';
}

/** A deal that is in no closing stage and has an invoice, or had one begun. */
export function holdReopened(id: string, stageId: string, entry: InvoiceEntry): HoldPlan {
  const detail = `Deal ${id} is in stage ${stageId} now; ${nameOf(entry)} stands in 1C.`;
  return hold('deal-reopened', detail, REOPENED);
}

/** A deal that the portal no longer has. */
export function holdDeleted(id: string, entry: InvoiceEntry): HoldPlan {
  return hold('deal-deleted', `Deal ${id} is deleted; ${nameOf(entry)} stands in 1C.`, DELETED);
}

/** The document as a person knows it. */
export function nameOf({ number, ref }: InvoiceEntry): string {
  if (number !== null) return `invoice ${number}`;
  return `an unposted document (reference ${ref}), or none yet,`;
}
