import type { Invoice } from '@ponte/connectors/onec/model';
import type { OnecSettings } from '../settings.ts';
import type { HeldEnd, InvoiceEntry, LaterEnd } from './invoice-entry.ts';
import type { DocumentPorts, InvoiceTenure, OnecBooks } from './ports.ts';
import { SETTLE_DELAY_MS } from './rules/be-patient.ts';
import type { MakePlan } from './rules/decide-sold.ts';
import { judgeFailure, toRetryAt } from './rules/judge-failure.ts';

export interface DocumentOrder {
  readonly account: string;
  /** What new references follow from. */
  readonly portalId: string;
  readonly dealId: string;
  readonly plan: MakePlan;
  readonly entry: InvoiceEntry | undefined;
  readonly settings: OnecSettings;
  readonly tenure: InvoiceTenure;
  readonly signal: AbortSignal;
}

/** One document under way. */
export interface DocumentWork extends DocumentOrder {
  readonly ports: DocumentPorts;
  readonly books: OnecBooks;
  entry: InvoiceEntry;
  lookUps: number;
}

export type Unfinished = HeldEnd | LaterEnd;

/** A hold for a person. */
export function heldAs(reason: string, detail: string, seen?: string): HeldEnd {
  return { end: 'held', reason, detail, ...(seen === undefined ? {} : { seen }) };
}

/** Another try, after the settle delay or when 1C said; `waitMs` where nothing has failed. */
export function laterAs(work: DocumentWork, error: unknown, waitMs?: number): LaterEnd {
  const toldMs = toRetryAt(error)?.getTime() ?? 0;
  const soonestMs = work.ports.now().getTime() + Math.max(1, waitMs ?? SETTLE_DELAY_MS);
  const until = new Date(Math.max(toldMs, soonestMs));
  return { end: 'later', until, error, isTry: waitMs === undefined };
}

/** What stands in 1C after an unclear answer; counted, and the answer is clear from then on. */
export async function lookUp(work: DocumentWork): Promise<Invoice | undefined> {
  const invoice = await readDocument(work);
  work.entry = { ...work.entry, isUnclear: false };
  await countLookUp(work);
  return invoice;
}

/** Counts a look-up that 1C has answered. */
export async function countLookUp(work: DocumentWork): Promise<void> {
  work.lookUps += 1;
  await work.tenure.noteLookUp(work.dealId);
}

/** What stands in 1C. */
export function readDocument({ books, entry, signal }: DocumentWork): Promise<Invoice | undefined> {
  return books.findInvoice(entry.ref, { signal });
}

/**
 * Sends one change of a document that is there. When the answer is unclear the document is looked up:
 * at once where 1C named a cause, because nothing is under way then, else at the next try.
 */
export async function changeDocument(
  work: DocumentWork,
  send: () => Promise<Invoice>,
  isDone: (invoice: Invoice) => boolean,
): Promise<{ readonly invoice: Invoice } | Unfinished> {
  await work.tenure.confirm();
  try {
    return { invoice: await send() };
  } catch (error) {
    const { isCertain, finalReason, message } = judgeFailure(error);
    if (!isCertain) {
      work.entry = { ...work.entry, isUnclear: true };
      await work.tenure.saveEntry(work.entry);
    }
    if (finalReason === undefined) return laterAs(work, error);
    const invoice = isCertain ? undefined : await lookUp(work);
    if (invoice !== undefined && isDone(invoice)) return { invoice };
    return heldAs(finalReason, message);
  }
}
