/** Invoices through the standard interface: written once, posted, read back. */
import { z } from 'zod';
import { ODATA, type Base } from './base.ts';
import { findDifferences } from './compare-body.ts';
import { findDraftProblems, toInvoiceBody } from './invoice-body.ts';
import { invoiceSchema, postingTemplate } from './invoice-schema.ts';
import type { Invoice, InvoiceDocument, InvoiceDraft, Ref } from './model.ts';
import { quoteText, toEntityPath } from './odata-path.ts';
import type { CallOptions, InvoiceOptions, InvoiceWrite, OnecOperations } from './operations.ts';
import type { ReadMetadata } from './read-metadata.ts';
import { findEntity, parseEntity, readAll, readPage } from './read-rows.ts';
import { DOCUMENTS } from './sets.ts';
import { afterWrite, refuse, toWriteCall, writeObject, type Body } from './write-object.ts';

export type InvoiceOperations = Pick<
  OnecOperations,
  | 'findPostingTemplate'
  | 'findInvoice'
  | 'getInvoice'
  | 'findInvoicesByMarker'
  | 'findInvoiceByNumber'
  | 'createInvoice'
  | 'updateInvoice'
  | 'postInvoice'
  | 'unpostInvoice'
  | 'cancelInvoice'
>;

/** Reads an invoice as 1C holds it, and the raw object for comparing. */
export async function findStored(
  base: Base,
  place: { readonly operation: string; readonly ref: Ref; readonly document: InvoiceDocument },
  options: CallOptions,
): Promise<{ invoice: Invoice; raw: unknown } | undefined> {
  const { operation, ref, document } = place;
  const query = { operation, set: DOCUMENTS[document], ref, row: z.unknown(), options };
  const found = await findEntity(base, query);
  if (found === undefined) return undefined;
  const row = parseEntity(base, { operation, row: invoiceSchema(document), body: found.row });
  return { invoice: { ...row, readAt: found.readAt }, raw: found.row };
}

/** Throws when a draft cannot be what 1C keeps. */
export function checkDraft(base: Base, operation: string, draft: InvoiceDraft): void {
  const problems = findDraftProblems(draft);
  if (problems.length === 0) return;
  throw refuse(base, operation, `${problems.slice(0, 5).join('; ')}. Correct the deal.`);
}

/** Reads back what was written and compares. */
export function readBack(
  base: Base,
  written: { readonly operation: string; readonly draft: InvoiceDraft; readonly body: Body },
  options: CallOptions,
): Promise<InvoiceWrite> {
  const { operation, draft, body } = written;
  const document = draft.document ?? 'sale';
  return afterWrite(async () => {
    const stored = await findStored(base, { operation, ref: draft.ref, document }, options);
    if (stored === undefined) throw notThere(base, operation);
    return { invoice: stored.invoice, differences: findDifferences(body, stored.raw) };
  });
}

/** Binds the operations on invoices. */
export function createInvoices(base: Base, readMetadata: ReadMetadata): InvoiceOperations {
  const find = async (
    operation: string,
    ref: Ref,
    { document = 'sale', ...options }: InvoiceOptions = {},
  ): Promise<Invoice | undefined> =>
    (await findStored(base, { operation, ref, document }, options))?.invoice;
  const get = async (operation: string, ref: Ref, options?: InvoiceOptions): Promise<Invoice> => {
    const invoice = await find(operation, ref, options);
    if (invoice === undefined) throw notThere(base, operation);
    return invoice;
  };
  const write = async (
    draft: InvoiceDraft,
    place: { readonly operation: string; readonly method: 'POST' | 'PATCH' },
    options: CallOptions,
  ): Promise<InvoiceWrite> => {
    const { operation, method } = place;
    checkDraft(base, operation, draft);
    const set = DOCUMENTS[draft.document ?? 'sale'];
    const body = toInvoiceBody(draft);
    const path =
      method === 'POST'
        ? `${ODATA}${encodeURIComponent(set)}?$format=json`
        : toEntityPath(set, draft.ref);
    await writeObject(base, readMetadata, { operation, set, method, path, body, options });
    return readBack(base, { operation, draft, body }, options);
  };

  return {
    findInvoice: (ref, options) => find('findInvoice', ref, options),
    getInvoice: (ref, options) => get('getInvoice', ref, options),
    createInvoice: (draft, options = {}) =>
      write(draft, { operation: 'createInvoice', method: 'POST' }, options),
    updateInvoice: (draft, options = {}) =>
      write(draft, { operation: 'updateInvoice', method: 'PATCH' }, options),
    ...createSearches(base),
    ...createPosting(base, get),
  };
}

type Get = (operation: string, ref: Ref, options?: InvoiceOptions) => Promise<Invoice>;

/** Posting and its undoing: each looks first, so that repeating does nothing, and reads afterwards. */
function createPosting(
  base: Base,
  get: Get,
): Pick<InvoiceOperations, 'postInvoice' | 'unpostInvoice' | 'cancelInvoice'> {
  const call = async (
    { operation, method }: { readonly operation: string; readonly method: 'Post' | 'Unpost' },
    ref: Ref,
    options: InvoiceOptions,
  ): Promise<Invoice> => {
    const isWanted = method === 'Post';
    const before = await get(operation, ref, options);
    if (before.isPosted === isWanted) return before;
    const { document = 'sale', ...rest } = options;
    const mode = isWanted ? '&PostingModeOperational=false' : '';
    const path = `${toEntityPath(DOCUMENTS[document], ref, method)}${mode}`;
    await base.send(toWriteCall({ operation, method: 'POST', path, options: rest }));
    const after = await afterWrite(() => get(operation, ref, options));
    if (after.isPosted === isWanted) return after;
    throw base.toError(operation, {
      ...{ kind: 'rejected', code: '/handler-failed', effect: 'create' },
      message: `1C answered with success and did not ${method === 'Post' ? 'post' : 'unpost'} the document. Open it in 1C.`,
    });
  };
  const unpost = (operation: string, ref: Ref, options: InvoiceOptions): Promise<Invoice> =>
    call({ operation, method: 'Unpost' }, ref, options);

  return {
    postInvoice: (ref, options = {}) =>
      call({ operation: 'postInvoice', method: 'Post' }, ref, options),
    unpostInvoice: (ref, options = {}) => unpost('unpostInvoice', ref, options),
    cancelInvoice: async (ref, options = {}) => {
      const operation = 'cancelInvoice';
      const before = await unpost(operation, ref, options);
      if (before.isDeleted) return before;
      const { document = 'sale', ...rest } = options;
      // DELETE would erase the document for ever (V174 17.4.13.4); the mark can be taken back.
      await base.send(
        toWriteCall({
          ...{ operation, method: 'PATCH', path: toEntityPath(DOCUMENTS[document], ref) },
          ...{ json: { DeletionMark: true }, options: rest },
        }),
      );
      return afterWrite(() => get(operation, ref, options));
    },
  };
}

function createSearches(
  base: Base,
): Pick<InvoiceOperations, 'findPostingTemplate' | 'findInvoicesByMarker' | 'findInvoiceByNumber'> {
  const search = async (
    operation: string,
    filter: string,
    { document = 'sale', ...options }: InvoiceOptions,
  ): Promise<Invoice[]> => {
    const query = { operation, set: DOCUMENTS[document], row: invoiceSchema(document), filter };
    const rows = await readAll(base, { ...query, orderBy: 'Date,Ref_Key', options });
    const readAt = base.clock.now();
    return rows.map((row) => ({ ...row, readAt }));
  };
  return {
    findInvoicesByMarker: async (marker, options = {}) => {
      const filter = `substringof(${quoteText(marker)},Комментарий)`;
      const found = await search('findInvoicesByMarker', filter, options);
      return found.filter(({ comment }) => comment.includes(marker));
    },
    findInvoiceByNumber: async (number, { organisation, year, ...options }) => {
      const filter = `Number eq ${quoteText(number)} and Организация_Key eq guid'${organisation}'`;
      const found = await search('findInvoiceByNumber', filter, options);
      return found.find((one) => one.number === number && one.date.startsWith(`${year}-`));
    },
    findPostingTemplate: async (organisation, options = {}) => {
      const filter = `Posted eq true and Организация_Key eq guid'${organisation}'`;
      const query = { operation: 'findPostingTemplate', set: DOCUMENTS.sale, row: postingTemplate };
      const newest = { filter, orderBy: 'Date desc', top: 1, options };
      return (await readPage(base, { ...query, ...newest })).rows[0];
    },
  };
}

function notThere(base: Base, operation: string): ReturnType<Base['toError']> {
  return base.toError(operation, {
    ...{ kind: 'not_found', notApplied: true, effect: 'read' },
    message: '1C has no such invoice. Create it, or look whether somebody erased it.',
  });
}
