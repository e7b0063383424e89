/**
 * What Ponte knows of a base of 1C:Accounting for Kazakhstan, in our words. References are GUIDs in
 * lower case; money and quantities are decimals as text; dates of documents are local times of the
 * base, because 1C writes them without a zone (V174: Edm.DateTime).
 */
export { findBinProblem, isBin } from './bin.ts';
export { toBaseTime, toNextMidnight, EMPTY_DATE, ZERO_REF } from './base-time.ts';
export { toInvoiceRef } from './invoice-ref.ts';
export { judgeOnecError, ONEC_CAUSES, type OnecCause, type OnecVerdict } from './verdict.ts';
export { includedVat, vatOn, type GeneralVat } from './vat.ts';

/** A GUID in lower case; never the zero GUID, which 1C writes for "nothing". */
export type Ref = string;
/** A decimal number as digits, "." as the point: "11600", "0.125", "-3". */
export type DecimalText = string;
/** `YYYY-MM-DDTHH:mm:ss`, local time of the base. */
export type LocalDateTime = string;

/** The two documents an invoice may be: the sale that moves stock, or the request for payment. */
export type InvoiceDocument = 'sale' | 'payment-request';
export const INVOICE_DOCUMENTS: readonly InvoiceDocument[] = ['sale', 'payment-request'];

export interface Counterparty {
  readonly ref: Ref;
  readonly code: string;
  readonly name: string;
  readonly fullName: string;
  /** BIN or IIN, twelve digits; null when the card has none. */
  readonly bin: string | null;
  readonly isDeleted: boolean;
  readonly mainContract: Ref | null;
}

export interface CounterpartyDraft {
  /** Chosen by us, so that an answer that got lost can be looked up. */
  readonly ref: Ref;
  readonly name: string;
  readonly fullName?: string;
  readonly bin: string;
  readonly kind: 'company' | 'person';
  readonly comment?: string;
}

export interface Contract {
  readonly ref: Ref;
  readonly name: string;
  readonly counterparty: Ref;
  readonly organisation: Ref;
  /** As 1C writes it: `СПокупателем`. */
  readonly kind: string;
  readonly currency: Ref | null;
  readonly isDeleted: boolean;
}

export interface ContractDraft {
  readonly ref: Ref;
  readonly counterparty: Ref;
  readonly organisation: Ref;
  readonly currency: Ref;
  readonly name: string;
  readonly number?: string;
  readonly date?: LocalDateTime;
}

export interface Product {
  readonly ref: Ref;
  readonly code: string;
  readonly name: string;
  readonly fullName: string;
  readonly article: string | null;
  readonly isService: boolean;
  readonly isFolder: boolean;
  readonly isDeleted: boolean;
  readonly unit: Ref | null;
  readonly vatRate: Ref | null;
  /** From the barcode register where the base publishes one, else empty. */
  readonly barcodes: readonly string[];
}

export interface Warehouse {
  readonly ref: Ref;
  readonly code: string;
  readonly name: string;
  readonly isDeleted: boolean;
}

export interface Organisation {
  readonly ref: Ref;
  readonly code: string;
  readonly name: string;
  readonly bin: string | null;
  /** True when the firm has a VAT certificate: its invoices carry VAT. */
  readonly isVatPayer: boolean;
  readonly isDeleted: boolean;
}

/** One row of a plain dictionary: currencies (KZT, code 398), units (шт, 796), accounts (1210). */
export interface DictionaryEntry {
  readonly ref: Ref;
  readonly code: string;
  readonly name: string;
}
export type Dictionary = 'currencies' | 'units' | 'accounts';

export interface VatRate {
  readonly ref: Ref;
  /** As 1C names it: "16%", "без НДС". */
  readonly name: string;
  /** Percent as text; null for "без НДС". */
  readonly percent: DecimalText | null;
  /** First and last day on which the catalogue lets it be used; null where it does not say. */
  readonly validFrom: LocalDateTime | null;
  readonly validTo: LocalDateTime | null;
  readonly isDeleted: boolean;
}

export interface StockRow {
  readonly product: Ref;
  readonly warehouse: Ref;
  /** May be negative or fractional. */
  readonly quantity: DecimalText;
}

/** All rows of one moment: every page was read with the same Period. */
export interface StockReading {
  /** Balances at the start of this moment (KZ query.ts: Balance(Period=T)). */
  readonly period: LocalDateTime;
  /** Virtual time at which the first page was asked for. */
  readonly readAt: Date;
  readonly rows: readonly StockRow[];
  /** Rows that could not be read: what is wrong, without values. */
  readonly problems: readonly string[];
  readonly pages: number;
}

export interface InvoiceRow {
  readonly product: Ref;
  readonly unit: Ref | null;
  readonly quantity: DecimalText;
  readonly price: DecimalText;
  readonly sum: DecimalText;
  readonly vatRate: Ref;
  readonly vatSum: DecimalText;
  /** Accounts that 1C fills only on its screen (1330, 6010, 7010); from settings or a template. */
  readonly accounts?: RowAccounts;
}
export interface RowAccounts {
  readonly stock?: Ref;
  readonly income?: Ref;
  readonly cost?: Ref;
}

export interface InvoiceDraft {
  /** `sale` when absent. */
  readonly document?: InvoiceDocument;
  readonly ref: Ref;
  readonly date: LocalDateTime;
  readonly organisation: Ref;
  readonly counterparty: Ref;
  readonly contract: Ref;
  readonly warehouse: Ref;
  readonly currency: Ref;
  /** False for a firm that pays no VAT. */
  readonly hasVat: boolean;
  /** True when prices hold the VAT already. */
  readonly isVatIncluded: boolean;
  readonly total: DecimalText;
  /** Goes into `Комментарий`; put the marker of the deal and the payment method here. */
  readonly comment: string;
  /** Accounts of settlement (1210) and advances (3510), needed to post a sale. */
  readonly accounts?: { readonly settlement?: Ref; readonly advances?: Ref };
  readonly goods: readonly InvoiceRow[];
  readonly services: readonly InvoiceRow[];
  /** Further head fields by their name in 1C (the payment method); each is checked before writing. */
  readonly extra?: Readonly<Record<string, string | boolean>>;
}

/** An invoice as it stands in 1C. */
export interface Invoice {
  readonly document: InvoiceDocument;
  readonly ref: Ref;
  /** Null as long as 1C has not given one. */
  readonly number: string | null;
  readonly date: LocalDateTime;
  readonly isPosted: boolean;
  readonly isDeleted: boolean;
  readonly organisation: Ref | null;
  readonly counterparty: Ref | null;
  readonly contract: Ref | null;
  readonly warehouse: Ref | null;
  readonly total: DecimalText;
  readonly comment: string;
  readonly goods: readonly InvoiceRow[];
  readonly services: readonly InvoiceRow[];
  /** Grows with each write; 1C ignores it as a condition, so it only tells that something changed. */
  readonly dataVersion: string;
  /** Virtual time at which this was asked for. */
  readonly readAt: Date;
}

/** Accounts of the newest posted sale of a firm: what a person's screen would have filled in. */
export interface PostingTemplate {
  readonly from: Ref;
  readonly accounts: { readonly settlement?: Ref; readonly advances?: Ref };
  readonly goods: RowAccounts;
  readonly services: RowAccounts;
}

/** One field that 1C changed or dropped while answering with success. */
export interface ReadBackDifference {
  readonly field: string;
  readonly sent: string;
  readonly stored: string;
}
