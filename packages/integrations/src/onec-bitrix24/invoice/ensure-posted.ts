import type { Invoice, InvoiceDraft } from '@ponte/connectors/onec/model';
import { changeDocument, heldAs, type DocumentWork, type Unfinished } from './document-work.ts';
import { listDifferences, listForeignDifferences } from './rules/compare-document.ts';
import { DIFFERS, GONE } from './rules/hold-plans.ts';

export type PostedEnd = { readonly end: 'posted'; readonly invoice: Invoice } | Unfinished;

/** Posts the document that was found, after making its content the wanted one. */
export async function ensurePosted(
  work: DocumentWork,
  draft: InvoiceDraft,
  found: Invoice,
): Promise<PostedEnd> {
  const { entry, plan } = work;
  const state = entry.state === 'reposting' ? 'reposting' : 'created';
  work.entry = { ...entry, state, reason: null, number: found.number };
  if (found.isDeleted) {
    const detail = `The document ${draft.ref} is marked for deletion in 1C.`;
    return heldAs('document-gone', detail, GONE);
  }
  if (found.isPosted && !plan.isRepost) return takeOver(work, draft, found);
  const written = await ensureContent(work, draft, found);
  if ('end' in written) return written;
  const posted = written.invoice.isPosted ? written : await post(work);
  if ('end' in posted) return posted;
  return takeOver(work, draft, posted.invoice);
}

/** The wanted content; a posted document is taken back for it. */
async function ensureContent(
  work: DocumentWork,
  draft: InvoiceDraft,
  found: Invoice,
): Promise<{ readonly invoice: Invoice } | Unfinished> {
  const { books, signal } = work;
  if (listDifferences(draft, found).length === 0) return { invoice: found };
  if (found.isPosted) {
    const unpost = () => books.unpostInvoice(draft.ref, { signal });
    const taken = await changeDocument(work, unpost, ({ isPosted }) => !isPosted);
    if ('end' in taken) return taken;
  }
  const update = async () => (await books.updateInvoice(draft, { signal })).invoice;
  const isDone = (invoice: Invoice) => listDifferences(draft, invoice).length === 0;
  const written = await changeDocument(work, update, isDone);
  if ('end' in written) return written;
  const left = listDifferences(draft, written.invoice);
  return left.length === 0 ? written : holdDifferences(work, written.invoice, left);
}

async function post(work: DocumentWork): Promise<{ readonly invoice: Invoice } | Unfinished> {
  const { books, signal, entry } = work;
  const send = () => books.postInvoice(entry.ref, { signal });
  const posted = await changeDocument(work, send, ({ isPosted }) => isPosted);
  if ('end' in posted || posted.invoice.isPosted) return posted;
  return heldAs('posting-refused', '1C answered with success and did not post the document.');
}

/** A posted document as it stands: date, warehouse and contract may be settled in 1C, no more. */
async function takeOver(
  work: DocumentWork,
  draft: InvoiceDraft,
  invoice: Invoice,
): Promise<PostedEnd> {
  const differences = listForeignDifferences(draft, invoice);
  if (differences.length > 0) return holdDifferences(work, invoice, differences);
  if (invoice.number !== null) return { end: 'posted', invoice };
  return holdDifferences(work, invoice, ['number']);
}

/** Number and date are kept, so that a person may take a posted document over as it is. */
async function holdDifferences(
  work: DocumentWork,
  { number, date, isPosted }: Invoice,
  parts: readonly string[],
): Promise<Unfinished> {
  work.entry = { ...work.entry, number, documentDate: date };
  await work.tenure.saveEntry(work.entry);
  const name = number === null ? 'the document' : `invoice ${number}`;
  const what = `1C keeps another ${parts.join(', ')} of ${name} than the deal wants.`;
  return heldAs('document-differs', what, isPosted ? DIFFERS : undefined);
}
