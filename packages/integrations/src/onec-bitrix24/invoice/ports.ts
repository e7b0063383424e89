import type { DealAnswer } from '@ponte/connectors/bitrix24';
import type { OnecClient } from '@ponte/connectors/onec';
import type {
  Organisation,
  PostingTemplate,
  Product,
  Ref,
  VatRate,
} from '@ponte/connectors/onec/model';
import type { OnecSettings } from '../settings.ts';
import type { DueDeal, InvoiceEnd, InvoiceEntry, SoldRow } from './invoice-entry.ts';
import type { PaymentNames } from './rules/payment-names.ts';

export type RowsAnswer =
  | { readonly id: string; readonly state: 'found'; readonly rows: readonly SoldRow[] }
  | { readonly id: string; readonly state: 'missing' }
  | { readonly id: string; readonly state: 'refused'; readonly message: string }
  | { readonly id: string; readonly state: 'unreadable'; readonly problem: string }
  | { readonly id: string; readonly state: 'failed'; readonly error: Error };

/** The 1C items of the portal's cards; a card without a link is in neither map. */
export interface LinkedItems {
  readonly items: ReadonlyMap<string, Product>;
  /** Codes of linked cards of which 1C has no item, or several. */
  readonly unknownCodes: ReadonlyMap<string, string>;
}

/** What every invoice of a base needs, read once for many. */
export interface Books {
  readonly organisation: Organisation;
  readonly warehouse: Ref;
  /** Of the tenge. */
  readonly currency: Ref;
  readonly rates: readonly VatRate[];
  readonly template: PostingTemplate;
  /** The sale's field that takes the payment's name; null: none. */
  readonly paymentField: string | null;
}

/** A cause that stops every invoice of a base: no firm, two firms, no warehouse. */
export interface BooksProblem {
  readonly problem: string;
}

export type OnecBooks = Pick<
  OnecClient,
  | 'findCounterparties'
  | 'findCounterparty'
  | 'createCounterparty'
  | 'findContracts'
  | 'findContract'
  | 'createContract'
  | 'createInvoice'
  | 'updateInvoice'
  | 'postInvoice'
  | 'unpostInvoice'
  | 'findInvoice'
  | 'findInvoicesByNumber'
  | 'toInvoiceLink'
>;

export type Begun =
  | { readonly state: 'new' | 'refused' | 'applied'; readonly attempt: number }
  | { readonly state: 'ambiguous'; readonly attempt: number; readonly lookUpAt: Date }
  | { readonly state: 'overtaken' };

/** The ledger of writes, under this run's tenure. */
export interface SaleIntents {
  begin(ref: Ref, bodyHash: string): Promise<Begun>;
  /** False when the word of this tenure no longer counts. */
  settle(
    ref: Ref,
    attempt: number,
    end: { outcome: 'applied' } | { outcome: 'refused' } | { outcome: 'unknown'; lookUpAt: Date },
  ): Promise<boolean>;
  /** Notes that a document that was there is proven to be gone, so that it may be sent again. */
  revoke(ref: Ref, attempt: number): Promise<boolean>;
  /** The next attempt's number; undefined when absence is not proven. */
  resend(
    ref: Ref,
    attempt: number,
    look: { bodyHash: string; notFoundAt: Date | null },
  ): Promise<number | undefined>;
}

/**
 * Exclusive for one run at a time, whichever worker has it; only its holder sends and keeps anything.
 * What is kept rejects, like `confirm`, once another run has taken over.
 */
export interface InvoiceTenure {
  readonly intents: SaleIntents;
  /** The run's own signal, aborted too once another run has taken over. */
  readonly signal: AbortSignal;
  /** True once another run has taken over: then nothing that fails here is news. */
  isLost(): boolean;
  /** Asked before each request that writes: rejects unless this run still has the invoices to itself. */
  confirm(): Promise<void>;
  saveEntry(entry: InvoiceEntry): Promise<void>;
  /** Counts one unclear answer of 1C that was looked up, at once. */
  noteLookUp(dealId: string): Promise<void>;
  /** Journal, link, notice, hold or release, and the cleared mark in one transaction. */
  saveEnd(version: string, end: InvoiceEnd): Promise<void>;
  end(): Promise<void>;
}

/** Marked deals that failed again and again. */
export interface StuckDeals {
  readonly count: number;
  /** The one that failed most often, and the last failure. */
  readonly dealId: string;
  readonly tries: number;
  readonly kind: string;
  readonly message: string;
}

/** What the document itself is made with. */
export interface DocumentPorts {
  now(): Date;
  books(account: string): OnecBooks;
}

export interface InvoicePorts extends DocumentPorts {
  /** The base's own zone. */
  readonly zone: string;
  /** What the references of this account's documents follow from: its portal's domain. */
  portalId(account: string): string;
  readSettings(account: string): Promise<OnecSettings>;
  /** What is known of the options by which a deal says how it was paid. */
  readNames(account: string, settings: OnecSettings): Promise<PaymentNames>;
  /** Has the portal's names read; the drain is rung afterwards. */
  ringDictionaries(account: string): Promise<void>;
  /** Undefined while another run has the tenure. */
  takeTenure(
    account: string,
    run: { runId: string; signal: AbortSignal },
  ): Promise<InvoiceTenure | undefined>;
  /** Deals that are marked and need not wait, longest waiting first. */
  listDue(account: string, limit: number): Promise<readonly DueDeal[]>;
  /** When the next deal that waits may be worked. */
  findNextDue(account: string): Promise<Date | undefined>;
  /** Marked deals that failed at least this often. */
  findStuck(account: string, tries: number): Promise<StuckDeals | undefined>;
  readDeals(
    account: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly DealAnswer[]>;
  readRows(
    account: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly RowsAnswer[]>;
  findItems(
    account: string,
    productIds: readonly string[],
    signal: AbortSignal,
  ): Promise<LinkedItems>;
  readBooks(
    account: string,
    settings: OnecSettings,
    signal: AbortSignal,
  ): Promise<Books | BooksProblem>;
  /** The deal that has this document as its invoice. */
  findDealOfInvoice(account: string, ref: Ref): Promise<string | undefined>;
  /** Writes number and link into the deal and reads them back. */
  tellDeal(
    account: string,
    told: { dealId: string; number: string; link: string; settings: OnecSettings },
    signal: AbortSignal,
  ): Promise<{ readonly dropped: readonly string[] }>;
  /** A failure of everything says nothing about these deals: their last try does not count. */
  forgiveTries(account: string, dealIds: readonly string[]): Promise<void>;
}
