/**
 * The lines of unconducted documents (b24restdocs catalog/document/document-element). Adding one is
 * not idempotent, so what a document has is read and compared, and only the difference is written.
 */
import type { StoreDocumentDraft, StoreDocumentLine } from './catalogue-operations.ts';
import {
  inParts,
  readAll,
  toDecimal,
  toId,
  toIdOrNull,
  toRow,
  toRowsOf,
} from './catalogue-wire.ts';
import { BATCH_SIZE, PAGE_SIZE } from './limits.ts';
import { countMarks, takeMark, toMark } from './line-marks.ts';
import type { CallOptions } from './operations.ts';
import type { Portal } from './portal.ts';
import { findRefusal, type RefusedLines } from './store-document-refusal.ts';

/** An unconducted document and what it is to hold. */
export interface OpenDocument {
  readonly documentId: string;
  readonly draft: StoreDocumentDraft;
}

interface StoredLine {
  readonly id: string;
  readonly documentId: string;
  /** What makes two lines the same. */
  readonly mark: string;
}

/** What every step of posting documents needs. */
export interface DocumentsTask {
  readonly portal: Portal;
  readonly operation: string;
  readonly options: CallOptions;
  /** See `PostDocumentsOptions`. */
  readonly beforeWrite: () => Promise<void>;
}

/**
 * Makes the lines of open documents those of their drafts; `mayHave` names the documents that may
 * have lines already. Throws `VendorError`; a repeated call goes on where this one ended.
 */
export async function fillDocuments(
  task: DocumentsTask,
  open: readonly OpenDocument[],
  mayHave: ReadonlySet<string>,
): Promise<ReadonlyMap<string, RefusedLines>> {
  const begun = open.filter(({ documentId }) => mayHave.has(documentId));
  const before = await readLines(task, begun);
  await removeLines(task, findSurplus(begun, before));
  const refused = await addLines(task, findMissing(open, before));
  const filled = open.filter(({ documentId }) => !refused.has(documentId));
  await checkLines(task, filled);
  return refused;
}

/** A write that came late may have doubled a line: it is taken away before anything is conducted. */
async function checkLines(task: DocumentsTask, open: readonly OpenDocument[]): Promise<void> {
  const stored = await readLines(task, open);
  await removeLines(task, findSurplus(open, stored));
  if (findMissing(open, stored).length === 0) return;
  throw task.portal.toError(task.operation, {
    kind: 'unexpected_answer',
    effect: 'create',
    message:
      'The portal confirmed lines of a store document and does not have them. Nothing was conducted; the job tries again.',
  });
}

interface MissingLine {
  readonly documentId: string;
  readonly draft: StoreDocumentDraft;
  readonly line: StoreDocumentLine;
}

function findMissing(open: readonly OpenDocument[], stored: readonly StoredLine[]): MissingLine[] {
  return open.flatMap(({ documentId, draft }) => {
    const left = countMarks(stored.filter((line) => line.documentId === documentId));
    return draft.lines
      .filter((line) => !takeMark(left, toMark(line)))
      .map((line) => ({ documentId, draft, line }));
  });
}

function findSurplus(open: readonly OpenDocument[], stored: readonly StoredLine[]): StoredLine[] {
  return open.flatMap(({ documentId, draft }) => {
    const wanted = countMarks(draft.lines.map((line) => ({ mark: toMark(line) })));
    return stored.filter((line) => line.documentId === documentId && !takeMark(wanted, line.mark));
  });
}

/** Pages by offset, so that one request holds all pages of all documents. */
async function readLines(
  { portal, operation, options }: DocumentsTask,
  open: readonly OpenDocument[],
): Promise<StoredLine[]> {
  const lines: StoredLine[] = [];
  let pages = open.flatMap(({ documentId, draft }) =>
    toPages(documentId, { from: 0, upTo: draft.lines.length }),
  );
  while (pages.length > 0) {
    const more: typeof pages = [];
    for (const part of inParts(pages, BATCH_SIZE)) {
      const commands = part.map(({ key, documentId, start }) => ({
        key,
        method: 'catalog.document.element.list',
        params: { filter: { docId: documentId }, order: { id: 'ASC' }, start },
      }));
      const { answer } = await portal.batch({ operation, commands, options });
      for (const { key, documentId, start, isLast } of part) {
        const own = answer.answerOf(key);
        const rows = toRowsOf(portal, operation, { answer: own, key: 'documentElements' });
        lines.push(...readAll(portal, operation, { rows, read: toStoredLine }));
        const isFull = rows.length === PAGE_SIZE;
        const from = start + PAGE_SIZE;
        if (isLast && isFull) more.push(...toPages(documentId, { from, upTo: from }));
      }
    }
    pages = more;
  }
  return lines;
}

function toPages(documentId: string, { from, upTo }: { from: number; upTo: number }) {
  const pages = [];
  for (let start = from; start <= upTo; start += PAGE_SIZE) {
    const isLast = start + PAGE_SIZE > upTo;
    pages.push({ key: `l${documentId}_${start}`, documentId, start, isLast });
  }
  return pages;
}

async function addLines(
  { portal, operation, options, beforeWrite }: DocumentsTask,
  missing: readonly MissingLine[],
): Promise<ReadonlyMap<string, RefusedLines>> {
  const refused = new Map<string, RefusedLines>();
  for (const part of inParts(missing, BATCH_SIZE)) {
    const commands = part.map(({ documentId, draft, line }, at) => ({
      key: `n${at}`,
      method: 'catalog.document.element.add',
      params: {
        fields: {
          docId: documentId,
          elementId: line.productId,
          [draft.kind === 'increase' ? 'storeTo' : 'storeFrom']: line.storeId,
          amount: line.amount,
        },
      },
    }));
    await beforeWrite();
    const { answer } = await portal.batch({ operation, commands, effect: 'create', options });
    for (const [at, { documentId, line }] of part.entries()) {
      const own = answer.answerOf(`n${at}`);
      const refusal = findRefusal(portal, operation, own);
      if (refusal === undefined) {
        portal.resultOf(own, operation, 'create');
        continue;
      }
      const { code, message } = refusal;
      const lines = refused.get(documentId)?.lines ?? [];
      refused.set(documentId, { code, lines: [...lines, { productId: line.productId, message }] });
    }
  }
  return refused;
}

async function removeLines(
  { portal, operation, options, beforeWrite }: DocumentsTask,
  surplus: readonly StoredLine[],
): Promise<void> {
  for (const part of inParts(surplus, BATCH_SIZE)) {
    const commands = part.map(({ id }) => ({
      ...{ key: `x${id}`, method: 'catalog.document.element.delete', params: { id } },
    }));
    await beforeWrite();
    const { answer } = await portal.batch({ operation, commands, effect: 'idempotent', options });
    for (const { key } of commands) portal.resultOf(answer.answerOf(key), operation, 'idempotent');
  }
}

function toStoredLine(raw: unknown): StoredLine {
  const row = toRow(raw);
  const storeId =
    toIdOrNull(row['storeTo'], 'storeTo') ?? toIdOrNull(row['storeFrom'], 'storeFrom') ?? '0';
  return {
    id: toId(row['id'], 'id'),
    documentId: toId(row['docId'], 'docId'),
    mark: toMark({
      productId: toId(row['elementId'], 'elementId'),
      storeId,
      amount: toDecimal(row['amount'], 'amount'),
    }),
  };
}
