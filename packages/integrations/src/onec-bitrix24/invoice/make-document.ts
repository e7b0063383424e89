import type { InvoiceDraft } from '@ponte/connectors/onec/model';
import { heldAs, laterAs, type DocumentOrder, type DocumentWork } from './document-work.ts';
import { ensureDocument } from './ensure-document.ts';
import { ensurePosted, type PostedEnd } from './ensure-posted.ts';
import { findBuyer } from './find-buyer.ts';
import type { InvoiceEntry } from './invoice-entry.ts';
import type { DocumentPorts } from './ports.ts';
import { judgeFailure } from './rules/judge-failure.ts';

/**
 * Brings 1C to exactly one posted document for the deal, from wherever an earlier run left it. A
 * write whose end is not known is looked up by its reference, after the settle delay, before
 * anything is sent again; 1C itself refuses a second document under the reference.
 */
export async function makeDocument(
  ports: DocumentPorts,
  order: DocumentOrder,
): Promise<{ readonly made: PostedEnd; readonly lookUps: number }> {
  const books = ports.books(order.account);
  const work: DocumentWork = { ...order, ports, books, entry: toEntry(order), lookUps: 0 };
  const made = await make(work);
  return { made, lookUps: work.lookUps };
}

async function make(work: DocumentWork): Promise<PostedEnd> {
  const { tenure, plan } = work;
  try {
    const buyer = await findBuyer(work);
    if ('reason' in buyer) return heldAs(buyer.reason, buyer.detail);
    const draft: InvoiceDraft = { ...plan.draft, ...buyer };
    // The row before the request: whoever comes after us knows the reference and what it is for.
    await tenure.saveEntry(work.entry);
    const found = await ensureDocument(work, draft);
    if ('end' in found) return found;
    return await ensurePosted(work, draft, found.invoice);
  } catch (error) {
    const { isCertain, finalReason, message } = judgeFailure(error);
    if (isCertain && finalReason !== undefined) return heldAs(finalReason, message);
    return laterAs(work, error);
  }
}

function toEntry({ dealId, plan, entry: before }: DocumentOrder): InvoiceEntry {
  const { draft, fingerprint, sold, isAnew } = plan;
  return {
    ...{ dealId, ref: draft.ref, state: toState({ plan, entry: before }), fingerprint, sold },
    ...{
      documentDate: draft.date,
      total: draft.total,
      number: isAnew ? null : (before?.number ?? null),
    },
    ...{ reason: before?.reason ?? null, lookUps: before?.lookUps ?? 0 },
    isUnclear: before?.isUnclear ?? false,
  };
}

/** Whoever finds "reposting" may take the posting back, because it was us who began to. */
function toState({ plan, entry }: Pick<DocumentOrder, 'plan' | 'entry'>): InvoiceEntry['state'] {
  if (entry === undefined || plan.isAnew) return 'begun';
  const wasPosted = entry.state === 'posted' || entry.state === 'told';
  return plan.isRepost && wasPosted ? 'reposting' : entry.state;
}
