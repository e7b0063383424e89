import { hash } from 'node:crypto';
import type { Invoice, InvoiceDraft } from '@ponte/connectors/onec/model';
import {
  heldAs,
  laterAs,
  lookUp,
  readDocument,
  type DocumentWork,
  type Unfinished,
} from './document-work.ts';
import type { Begun } from './ports.ts';
import { SETTLE_DELAY_MS } from './rules/be-patient.ts';
import { GONE } from './rules/hold-plans.ts';
import { judgeFailure, type Failure } from './rules/judge-failure.ts';

type Found = { readonly invoice: Invoice };
type Sent = Exclude<Begun, { state: 'overtaken' }>;

/** The document as it stands in 1C, created now if it is not there. */
export async function ensureDocument(
  work: DocumentWork,
  draft: InvoiceDraft,
): Promise<Found | Unfinished> {
  const { intents } = work.tenure;
  const bodyHash = hash('sha1', JSON.stringify(draft));
  const begun = await intents.begin(draft.ref, bodyHash);
  if (begun.state === 'overtaken') return overtaken(work);
  if (begun.state === 'new') return create(work, draft, begun.attempt);
  if (begun.state === 'ambiguous' && work.ports.now() < begun.lookUpAt) {
    const error = new Error('An unclear answer of 1C waits for its look-up.');
    return laterAs(work, error, begun.lookUpAt.getTime() - work.ports.now().getTime());
  }
  const lookedAt = work.ports.now();
  const known = begun.state === 'refused' ? undefined : await findAgain(work, begun);
  if (known !== undefined) return known;
  const notFoundAt = begun.state === 'ambiguous' ? lookedAt : null;
  const attempt = await intents.resend(draft.ref, begun.attempt, { bodyHash, notFoundAt });
  return attempt === undefined ? overtaken(work) : create(work, draft, attempt);
}

/** What became of a creation that was sent; undefined when it may be sent again. */
async function findAgain(
  work: DocumentWork,
  { state, attempt }: Sent,
): Promise<Found | Unfinished | undefined> {
  const { entry, plan, tenure } = work;
  const { ref, reason } = entry;
  const isUnclear = state === 'ambiguous' || entry.isUnclear;
  const invoice = await (isUnclear ? lookUp(work) : readDocument(work));
  if (invoice !== undefined) {
    await tenure.intents.settle(ref, attempt, { outcome: 'applied' });
    return { invoice };
  }
  if (state === 'applied') {
    if (!plan.isAnew) return heldAs('document-gone', `1C no longer has the document ${ref}.`, GONE);
    return (await tenure.intents.revoke(ref, attempt)) ? undefined : overtaken(work);
  }
  if (reason === null) return undefined;
  await tenure.intents.settle(ref, attempt, { outcome: 'refused' });
  return heldAs(reason, '1C named the cause, and a look-up shows that nothing was made.');
}

async function create(
  work: DocumentWork,
  draft: InvoiceDraft,
  attempt: number,
): Promise<Found | Unfinished> {
  const { books, tenure, signal } = work;
  const { settle } = tenure.intents;
  await tenure.confirm();
  try {
    const { invoice } = await books.createInvoice(draft, { signal });
    await settle(draft.ref, attempt, { outcome: 'applied' });
    return { invoice };
  } catch (error) {
    const failure = judgeFailure(error);
    const { isCertain, isTaken, finalReason, message } = failure;
    if (!isCertain || isTaken) return afterUnclear(work, { attempt, error, failure });
    await settle(draft.ref, attempt, { outcome: 'refused' });
    return finalReason === undefined ? laterAs(work, error) : heldAs(finalReason, message);
  }
}

interface Unclear {
  readonly attempt: number;
  readonly error: unknown;
  readonly failure: Failure;
}

/** An answer that names its cause came after the effect or its failure: it is looked up at once. */
async function afterUnclear(
  work: DocumentWork,
  { attempt, error, failure }: Unclear,
): Promise<Found | Unfinished> {
  const { ports, tenure } = work;
  const { settle } = tenure.intents;
  const { isTaken, finalReason, message } = failure;
  const { ref } = work.entry;
  const isAnswered = isTaken || finalReason !== undefined;
  const lookUpAt = new Date(ports.now().getTime() + (isAnswered ? 0 : SETTLE_DELAY_MS));
  work.entry = { ...work.entry, reason: isTaken ? null : (finalReason ?? null) };
  await tenure.saveEntry(work.entry);
  await settle(ref, attempt, { outcome: 'unknown', lookUpAt });
  if (!isAnswered) return laterAs(work, error);
  const invoice = await lookUp(work);
  if (invoice !== undefined) {
    await settle(ref, attempt, { outcome: 'applied' });
    return { invoice };
  }
  if (isTaken || finalReason === undefined) return laterAs(work, error);
  await settle(ref, attempt, { outcome: 'refused' });
  return heldAs(finalReason, message);
}

function overtaken(work: DocumentWork): Unfinished {
  return laterAs(work, new Error('Another run took over.'), 1_000);
}
