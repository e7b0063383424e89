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

/** What became of a deal's invoice so far; the row is kept before anything is sent. */
export interface InvoiceEntry {
  readonly dealId: string;
  readonly ref: Ref;
  /** begun: perhaps in 1C. created: there, unposted. posted. told: the deal carries the number. */
  readonly state: 'begun' | 'created' | 'posted' | 'told';
  readonly number: string | null;
  readonly documentDate: string | null;
  readonly total: string | null;
  readonly fingerprint: string | null;
  /** What the document was made from. */
  readonly sold: SoldDeal | null;
  /** A cause that 1C named and that has not been proven to have come to nothing. */
  readonly reason: string | null;
  readonly lookUps: number;
}

/** The part of a deal that its invoice is made from; anything else may change freely. */
export interface SoldDeal {
  readonly bin: string | null;
  readonly currency: string | null;
  readonly rows: readonly SoldRow[];
}

export interface SoldRow {
  /** Null for a row that was typed by hand. */
  readonly productId: string | null;
  readonly name: string;
  readonly quantity: string;
  /** Of one unit, as the buyer pays it. */
  readonly price: string;
}

export type RowsAnswer =
  | { readonly id: string; readonly state: 'found'; readonly rows: readonly SoldRow[] }
  | { readonly id: string; readonly state: 'missing' }
  | { readonly id: string; readonly state: 'refused'; readonly message: string }
  | { readonly id: string; readonly state: 'unreadable'; readonly problem: string }
  | { readonly id: string; readonly state: 'failed'; readonly error: Error };

/** A deal that may be due, and what is known of its invoice. */
export interface DueDeal {
  readonly dealId: string;
  /** Of the mark: only this version is cleared. */
  readonly version: string;
  readonly entry: InvoiceEntry | undefined;
}

/** What every invoice of a base needs, read once for many. */
export interface Books {
  readonly organisation: Organisation;
  readonly warehouse: Ref;
  /** Of the tenge. */
  readonly currency: Ref;
  readonly rates: readonly VatRate[];
  readonly template: PostingTemplate;
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
  /** The next attempt's number; undefined when absence is not proven. */
  resend(
    ref: Ref,
    attempt: number,
    look: { bodyHash: string; notFoundAt: Date | null },
  ): Promise<number | undefined>;
}

/** Exclusive for one run at a time, whichever worker has it. */
export interface InvoiceTenure {
  readonly intents: SaleIntents;
  end(): Promise<void>;
}

/** How one deal ended in this run. */
export type InvoiceEnd = { readonly dealId: string; readonly lookUps: number } & (
  | { readonly end: 'told'; readonly entry: InvoiceEntry }
  | { readonly end: 'skipped'; readonly reason: string }
  | {
      readonly end: 'held';
      readonly reason: string;
      readonly detail: string;
      readonly productIds?: readonly string[];
    }
  | { readonly end: 'later'; readonly until: Date; readonly error: unknown }
);

export interface InvoicePorts {
  now(): Date;
  /** The base's own zone. */
  readonly zone: string;
  readSettings(account: string): Promise<OnecSettings>;
  /** Undefined while another run has the tenure. */
  takeTenure(account: string, runId: string): Promise<InvoiceTenure | undefined>;
  /** Deals that are marked and need not wait, longest waiting first. */
  listDue(account: string, limit: number): Promise<readonly DueDeal[]>;
  /** When the next deal that waits may be worked. */
  findNextDue(account: string): Promise<Date | undefined>;
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
  /** The 1C items of these cards; cards without a link are left out. */
  findItems(
    account: string,
    productIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Product>>;
  readBooks(
    account: string,
    settings: OnecSettings,
    signal: AbortSignal,
  ): Promise<Books | BooksProblem>;
  books(account: string): OnecBooks;
  /** Writes number and link into the deal and reads them back. */
  tellDeal(
    account: string,
    told: { dealId: string; number: string; link: string; settings: OnecSettings },
    signal: AbortSignal,
  ): Promise<{ readonly dropped: readonly string[] }>;
  saveEntry(account: string, entry: InvoiceEntry): Promise<void>;
  /** Journal, link, notice, hold or release, and the cleared mark in one transaction. */
  saveEnd(account: string, run: { runId: string; version: string }, end: InvoiceEnd): Promise<void>;
}
