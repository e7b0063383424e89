/**
 * Documents of inventory accounting: S adds to a store, D takes from it; only a conducted document
 * has moved goods (b24restdocs catalog/document). They are differences and making one is not
 * idempotent, so every document carries a key of ours as its number and is looked for before it is
 * made.
 */
import { isVendorError, type VendorError } from '../http/vendor-error.ts';
import type {
  CatalogueClient,
  PostDocumentsOptions,
  StoreDocumentDraft,
  StoreDocumentOutcome,
} from './catalogue-operations.ts';
import { needIds, readAll, toId, toRow } from './catalogue-wire.ts';
import type { CallOptions } from './operations.ts';
import type { Portal } from './portal.ts';
import { needDrafts } from './store-document-drafts.ts';
import { fillDocuments, type DocumentsTask, type OpenDocument } from './store-document-lines.ts';
import { DOCUMENT_TYPES, findDocuments } from './store-document-search.ts';
import {
  findNamedLines,
  findRefusal,
  type Refused,
  type RefusedLines,
} from './store-document-refusal.ts';

type StoreDocumentWrites = Pick<CatalogueClient, 'postStoreDocuments' | 'deleteStoreDocument'>;

const OPERATION = 'postStoreDocuments';

/** Binds the writing of documents to a portal. */
export function createStoreDocumentWrites(portal: Portal): StoreDocumentWrites {
  return {
    postStoreDocuments: (drafts, options = {}) => postStoreDocuments(portal, drafts, options),
    deleteStoreDocument: (documentId, options = {}) =>
      deleteStoreDocument(portal, documentId, options),
  };
}

async function postStoreDocuments(
  portal: Portal,
  drafts: readonly StoreDocumentDraft[],
  { beforeWrite = () => Promise.resolve(), mayCreate = true, ...options }: PostDocumentsOptions,
): Promise<readonly StoreDocumentOutcome[]> {
  if (drafts.length === 0) return [];
  const wanted = needDrafts(drafts, OPERATION);
  const task = { portal, operation: OPERATION, options, beforeWrite };
  const outcomes = new Map<string, StoreDocumentOutcome>();
  const found = await findDocuments(task, wanted);
  for (const { draft, documentId, isConducted } of found) {
    if (!isConducted) continue;
    outcomes.set(draft.key, { ...toConducted(draft, documentId), wasConducted: true });
  }
  const known = new Set(found.map(({ draft }) => draft.key));
  const missing = mayCreate ? wanted.filter(({ key }) => !known.has(key)) : [];
  const added = await addDocuments(task, missing);
  for (const [key, refused] of added.refused) outcomes.set(key, toRefused(key, refused));
  const begun = found.filter(({ isConducted }) => !isConducted);
  const open = [...begun, ...added.documents];
  const mayHave = new Set(begun.map(({ documentId }) => documentId));
  const unfilled = await fillDocuments(task, open, mayHave);
  for (const { documentId, draft } of open) {
    const refused = unfilled.get(documentId);
    if (refused) outcomes.set(draft.key, toUnfilled(draft.key, refused, documentId));
  }
  const filled = open.filter(({ documentId }) => !unfilled.has(documentId));
  for (const outcome of await conductDocuments(task, filled)) {
    outcomes.set(outcome.key, outcome);
  }
  const asked = mayCreate ? wanted : found.map(({ draft }) => draft);
  return asked.map(({ key }) => needOutcome(portal, outcomes.get(key)));
}

async function addDocuments(
  { portal, options, beforeWrite }: DocumentsTask,
  drafts: readonly StoreDocumentDraft[],
): Promise<{ documents: OpenDocument[]; refused: Map<string, Refused> }> {
  const documents: OpenDocument[] = [];
  const refused = new Map<string, Refused>();
  if (drafts.length === 0) return { documents, refused };
  const commands = drafts.map(({ key, kind, title, currency, responsibleId }, at) => ({
    key: `d${at}`,
    method: 'catalog.document.add',
    params: {
      fields: { docType: DOCUMENT_TYPES[kind], docNumber: key, title, currency, responsibleId },
    },
  }));
  const effect = 'create';
  await beforeWrite();
  const { answer } = await portal.batch({ operation: OPERATION, commands, effect, options });
  for (const [at, draft] of drafts.entries()) {
    const own = answer.answerOf(`d${at}`);
    const refusal = findRefusal(portal, OPERATION, own);
    if (refusal) {
      refused.set(draft.key, refusal);
      continue;
    }
    const result = portal.resultOf(own, OPERATION, effect);
    const rows = [typeof result === 'object' && result !== null ? result : {}];
    const [documentId = ''] = readAll(portal, OPERATION, {
      rows,
      read: (row) => toId(toRow(toRow(row)['document'])['id'], 'document.id'),
    });
    documents.push({ draft, documentId });
  }
  return { documents, refused };
}

async function conductDocuments(
  { portal, options, beforeWrite }: DocumentsTask,
  open: readonly OpenDocument[],
): Promise<StoreDocumentOutcome[]> {
  if (open.length === 0) return [];
  const commands = open.map(({ documentId }) => ({
    ...{ key: `c${documentId}`, method: 'catalog.document.conduct', params: { id: documentId } },
  }));
  const effect = 'create';
  await beforeWrite();
  const { answer } = await portal.batch({ operation: OPERATION, commands, effect, options });
  const refused = new Map<string, Refused>();
  for (const { documentId, draft } of open) {
    const own = answer.answerOf(`c${documentId}`);
    const refusal = findRefusal(portal, OPERATION, own);
    if (refusal) refused.set(draft.key, refusal);
    else portal.resultOf(own, OPERATION, effect);
  }
  // A refusal may mean that an earlier request, thought lost, has conducted it meanwhile.
  const doubtful = open.map(({ draft }) => draft).filter(({ key }) => refused.has(key));
  for (const { draft, isConducted } of await findDocuments(
    { portal, operation: OPERATION, options },
    doubtful,
  )) {
    if (isConducted) refused.delete(draft.key);
  }
  return open.map(({ draft, documentId }) => {
    const refusal = refused.get(draft.key);
    if (refusal) {
      const refusedLines = findNamedLines(draft, refusal);
      return { ...toRefused(draft.key, refusal, documentId), refusedLines };
    }
    return { ...toConducted(draft, documentId), wasConducted: false };
  });
}

async function deleteStoreDocument(
  portal: Portal,
  documentId: string,
  options: CallOptions,
): Promise<void> {
  const operation = 'deleteStoreDocument';
  needIds([documentId], 'documents', 1);
  const { result } = await portal
    .call({
      ...{ operation, effect: 'idempotent', options },
      ...{ method: 'catalog.document.delete', params: { id: documentId } },
    })
    .catch((thrown: unknown) => {
      if (isVendorError(thrown) && isGone(thrown)) return { result: true };
      throw thrown;
    });
  if (result === true) return;
  throw portal.toError(operation, {
    kind: 'conflict',
    effect: 'idempotent',
    notApplied: true,
    message: 'The document is conducted. Cancel it in Bitrix24 before deleting it.',
  });
}

const isGone = ({ code, message }: VendorError): boolean =>
  code === '0' && /document not found/i.test(message);

const toConducted = ({ key }: StoreDocumentDraft, documentId: string) =>
  ({ key, state: 'conducted', documentId }) as const;

const toRefused = (key: string, refused: Refused, documentId?: string) =>
  ({ key, state: 'refused', documentId, ...refused, refusedLines: [] }) as const;

function toUnfilled(
  key: string,
  { code, lines }: RefusedLines,
  documentId: string,
): StoreDocumentOutcome {
  const message = lines.map((line) => `product ${line.productId}: ${line.message}`)[0] ?? '';
  return { key, state: 'refused', documentId, code, message, refusedLines: lines };
}

function needOutcome(
  portal: Portal,
  outcome: StoreDocumentOutcome | undefined,
): StoreDocumentOutcome {
  if (outcome !== undefined) return outcome;
  const message = 'A document was neither conducted nor refused. The job tries again.';
  throw portal.toError(OPERATION, { kind: 'unexpected_answer', effect: 'create', message });
}
