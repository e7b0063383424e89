/**
 * Document types: A receipt, S stock adjustment, M transfer, R return, D write-off
 * (b24restdocs catalog-document-get-fields.md).
 */
export const documentTypes = ['A', 'S', 'M', 'R', 'D'] as const;
export type DocumentType = (typeof documentTypes)[number];

/** A line of a document. */
export interface DocumentElement {
  readonly id: number;
  readonly docId: number;
  readonly elementId: number;
  storeFrom: number | null;
  storeTo: number | null;
  amount: number;
  purchasingPrice: number | null;
}

/** A document of inventory accounting; only a conducted one has moved goods. */
export interface StoreDocument {
  readonly id: number;
  readonly docType: DocumentType;
  readonly createdMs: number;
  readonly createdBy: string;
  docNumber: string;
  title: string;
  commentary: string;
  currency: string;
  responsibleId: number;
  isConducted: boolean;
  changedMs: number;
  /** When and by whom it was last conducted or cancelled. */
  statusMs: number | null;
  statusBy: string | null;
}
