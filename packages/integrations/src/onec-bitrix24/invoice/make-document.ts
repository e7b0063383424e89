import { hash } from 'node:crypto';
import type { Invoice, InvoiceDraft } from '@ponte/connectors/onec/model';
import { findBuyer } from './find-buyer.ts';
import type { InvoiceEntry, InvoicePorts, InvoiceTenure, OnecBooks } from './ports.ts';
import { listDifferences } from './rules/compare-document.ts';
import type { MakePlan } from './rules/decide-invoice.ts';
import { judgeFailure, toRetryAt } from './rules/judge-failure.ts';
import type { OnecSettings } from '../settings.ts';

/**
 * How late an effect may still show in 1C after its answer was lost. Published: a failing creation
 * takes 11 s, a cold start 15 s (dossier P8). Virtual milliseconds.
 */
export const SETTLE_DELAY_MS = 30_000;

export type DocumentEnd =
  | { readonly state: 'posted'; readonly invoice: Invoice; readonly lookUps: number }
  | {
      readonly state: 'held';
      readonly reason: string;
      readonly detail: string;
      readonly lookUps: number;
    }
  | {
      readonly state: 'later';
      readonly until: Date;
      readonly error: unknown;
      readonly lookUps: number;
    };

export interface DocumentOrder {
  readonly account: string;
  readonly dealId: string;
  readonly plan: MakePlan;
  readonly entry: InvoiceEntry | undefined;
  readonly settings: OnecSettings;
  readonly tenure: InvoiceTenure;
  readonly signal: AbortSignal;
}

interface Work extends DocumentOrder {
  readonly ports: Pick<InvoicePorts, 'now' | 'saveEntry'>;
  readonly books: OnecBooks;
  entry: InvoiceEntry;
  lookUps: number;
}

/**
 * Brings 1C to exactly one posted document for the deal, from wherever an earlier run left it. A
 * write whose end is not known is looked up by its reference, after the settle delay, before
 * anything is sent again; 1C itself refuses a second document under the reference.
 */
export async function makeDocument(
  ports: Pick<InvoicePorts, 'now' | 'saveEntry' | 'books'>,
  order: DocumentOrder,
): Promise<DocumentEnd> {
  const { account, plan, dealId } = order;
  const before = order.entry;
  // Not "posted" while its content is under way: who finds it so brings it to its end.
  const state = before === undefined || before.state === 'begun' ? 'begun' : 'created';
  const entry: InvoiceEntry = {
    ...{ dealId, ref: plan.draft.ref, state, number: before?.number ?? null },
    ...{ documentDate: plan.draft.date, total: plan.draft.total, fingerprint: plan.fingerprint },
    ...{ sold: plan.sold, reason: before?.reason ?? null, lookUps: before?.lookUps ?? 0 },
  };
  const work: Work = { ...order, ports, books: ports.books(account), entry, lookUps: 0 };
  try {
    const buyer = await findBuyer(work.books, order);
    if ('reason' in buyer) return { state: 'held', ...buyer, lookUps: work.lookUps };
    const draft: InvoiceDraft = { ...plan.draft, ...buyer };
    // The row before the request: whoever comes after us knows the reference and what it is for.
    await ports.saveEntry(account, entry);
    const found = await ensureDocument(work, draft);
    if ('state' in found) return found;
    return await ensurePosted(work, draft, found.invoice);
  } catch (error) {
    const failure = judgeFailure(error);
    if (failure.isCertain && failure.finalReason !== undefined) {
      return heldAs(work, failure.finalReason, failure.message);
    }
    return later(work, error, SETTLE_DELAY_MS);
  }
}

/** The document as it stands in 1C, created now if it is not there. */
async function ensureDocument(
  work: Work,
  draft: InvoiceDraft,
): Promise<{ invoice: Invoice } | DocumentEnd> {
  const { tenure, ports } = work;
  const bodyHash = hash('sha1', JSON.stringify(draft));
  const begun = await tenure.intents.begin(draft.ref, bodyHash);
  if (begun.state === 'overtaken') return later(work, new Error('Another run took over.'), 1_000);
  if (begun.state === 'new') return create(work, draft, begun.attempt);
  if (begun.state === 'ambiguous' && ports.now() < begun.lookUpAt) {
    const error = new Error('An unclear answer of 1C waits for its look-up.');
    return later(work, error, begun.lookUpAt.getTime() - ports.now().getTime());
  }
  const lookedAt = ports.now();
  if (begun.state !== 'refused') {
    const invoice = await lookUp(work);
    if (invoice !== undefined) {
      await tenure.intents.settle(draft.ref, begun.attempt, { outcome: 'applied' });
      return { invoice };
    }
    const { reason } = work.entry;
    if (begun.state === 'ambiguous' && reason !== null) {
      await tenure.intents.settle(draft.ref, begun.attempt, { outcome: 'refused' });
      return heldAs(work, reason, '1C named the cause, and a look-up shows that nothing was made.');
    }
    if (begun.state === 'applied') {
      return heldAs(work, 'document-gone', `1C no longer has the document ${draft.ref}.`);
    }
  }
  const notFoundAt = begun.state === 'refused' ? null : lookedAt;
  const attempt = await tenure.intents.resend(draft.ref, begun.attempt, { bodyHash, notFoundAt });
  if (attempt === undefined) return later(work, new Error('Another run took over.'), 1_000);
  return create(work, draft, attempt);
}

async function create(
  work: Work,
  draft: InvoiceDraft,
  attempt: number,
): Promise<{ invoice: Invoice } | DocumentEnd> {
  const { books, tenure, ports, signal } = work;
  const { settle } = tenure.intents;
  try {
    const { invoice } = await books.createInvoice(draft, { signal });
    await settle(draft.ref, attempt, { outcome: 'applied' });
    return { invoice };
  } catch (error) {
    const failure = judgeFailure(error);
    const { finalReason } = failure;
    if (failure.isCertain && !failure.isTaken) {
      await settle(draft.ref, attempt, { outcome: 'refused' });
      return finalReason === undefined
        ? later(work, error, SETTLE_DELAY_MS)
        : heldAs(work, finalReason, failure.message);
    }
    // An answer that names its cause came after the effect or its failure: nothing is under way.
    const isAnswered = finalReason !== undefined || failure.isTaken;
    const waitMs = isAnswered ? 0 : SETTLE_DELAY_MS;
    const lookUpAt = new Date(ports.now().getTime() + waitMs);
    work.entry = { ...work.entry, reason: failure.isTaken ? null : (finalReason ?? null) };
    await ports.saveEntry(work.account, work.entry);
    await settle(draft.ref, attempt, { outcome: 'unknown', lookUpAt });
    if (!isAnswered) return later(work, error, waitMs);
    const invoice = await lookUp(work);
    if (invoice !== undefined) {
      await settle(draft.ref, attempt, { outcome: 'applied' });
      return { invoice };
    }
    if (failure.isTaken || finalReason === undefined) return later(work, error, SETTLE_DELAY_MS);
    await settle(draft.ref, attempt, { outcome: 'refused' });
    return heldAs(work, finalReason, failure.message);
  }
}

/** Posts the document, after making its content the wanted one. */
async function ensurePosted(work: Work, draft: InvoiceDraft, found: Invoice): Promise<DocumentEnd> {
  const { books, signal } = work;
  let invoice = found;
  work.entry = { ...work.entry, state: 'created', reason: null };
  if (invoice.isDeleted) {
    return heldAs(work, 'document-gone', `The document ${draft.ref} is marked for deletion in 1C.`);
  }
  if (listDifferences(draft, invoice).length > 0) {
    if (invoice.isPosted) await books.unpostInvoice(draft.ref, { signal });
    ({ invoice } = await books.updateInvoice(draft, { signal }));
  }
  if (!invoice.isPosted) {
    const posted = await post(work, draft.ref);
    if ('state' in posted) return posted;
    invoice = posted.invoice;
  }
  const differences = listDifferences(draft, invoice);
  if (differences.length > 0 || invoice.number === null) {
    const parts = differences.length > 0 ? differences.join(', ') : 'number';
    return heldAs(work, 'document-differs', `1C keeps another ${parts} than was sent.`);
  }
  return { state: 'posted', invoice, lookUps: work.lookUps };
}

async function post(work: Work, ref: string): Promise<{ invoice: Invoice } | DocumentEnd> {
  try {
    const invoice = await work.books.postInvoice(ref, { signal: work.signal });
    if (invoice.isPosted) return { invoice };
    return heldAs(
      work,
      'posting-refused',
      '1C answered with success and did not post the document.',
    );
  } catch (error) {
    const failure = judgeFailure(error);
    if (failure.finalReason === undefined) {
      await work.ports.saveEntry(work.account, work.entry);
      return later(work, error, SETTLE_DELAY_MS);
    }
    const invoice = await lookUp(work);
    if (invoice?.isPosted === true) return { invoice };
    return heldAs(work, failure.finalReason, failure.message);
  }
}

async function lookUp(work: Work): Promise<Invoice | undefined> {
  work.lookUps += 1;
  return work.books.findInvoice(work.entry.ref, { signal: work.signal });
}

function later(work: Work, error: unknown, waitMs: number): DocumentEnd {
  const toldMs = toRetryAt(error)?.getTime() ?? 0;
  const until = new Date(Math.max(toldMs, work.ports.now().getTime() + Math.max(1, waitMs)));
  return { state: 'later', until, error, lookUps: work.lookUps };
}

function heldAs(work: Work, reason: string, detail: string): DocumentEnd {
  return { state: 'held', reason, detail, lookUps: work.lookUps };
}
