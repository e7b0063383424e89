/** Documents of inventory accounting by their numbers (b24restdocs catalog-document-list.md). */
import type { StoreDocumentDraft } from './catalogue-operations.ts';
import { readAll, toId, toRow, toRowsOf } from './catalogue-wire.ts';
import type { DocumentsTask, OpenDocument } from './store-document-lines.ts';

/** The vendor's letters: S adjusts a store upwards, D writes off. */
export const DOCUMENT_TYPES = { increase: 'S', decrease: 'D' } as const;

/** A document of ours that the portal has. */
export interface FoundDocument extends OpenDocument {
  readonly isConducted: boolean;
}

/** Looks documents up by their numbers; of several with one number the conducted one counts. */
export async function findDocuments(
  { portal, operation, options }: Pick<DocumentsTask, 'portal' | 'operation' | 'options'>,
  drafts: readonly StoreDocumentDraft[],
): Promise<FoundDocument[]> {
  if (drafts.length === 0) return [];
  const commands = drafts.map(({ key, kind }, at) => ({
    key: `f${at}`,
    method: 'catalog.document.list',
    params: {
      select: ['id', 'status', 'docNumber', 'docType'],
      filter: { docNumber: key, docType: DOCUMENT_TYPES[kind] },
      order: { id: 'ASC' },
      start: -1,
    },
  }));
  const { answer } = await portal.batch({ operation, commands, options });
  return drafts.flatMap((draft, at) => {
    const own = { answer: answer.answerOf(`f${at}`), key: 'documents' };
    const rows = toRowsOf(portal, operation, own);
    const documents = readAll(portal, operation, { rows, read: toDocument })
      // The portal drops conditions it does not know and compares without regard to case.
      .filter(({ number, type }) => number === draft.key && type === DOCUMENT_TYPES[draft.kind]);
    const chosen = documents.find(({ isConducted }) => isConducted) ?? documents[0];
    if (chosen === undefined) return [];
    return [{ draft, documentId: chosen.id, isConducted: chosen.isConducted }];
  });
}

function toDocument(raw: unknown) {
  const row = toRow(raw);
  return {
    id: toId(row['id'], 'id'),
    isConducted: row['status'] === 'Y',
    number: String(row['docNumber'] ?? ''),
    type: row['docType'],
  };
}
