/**
 * What a base of 1C can be asked, whichever of the two drivers carries it. Every operation throws
 * `VendorError` and nothing else for what 1C or the way to it did wrong; `judgeOnecError` of the
 * model says what such an error means after a write.
 */
import type { Level } from '../http/call.ts';
import type { OnecMetadata } from './metadata.ts';
import type {
  Contract,
  ContractDraft,
  Counterparty,
  CounterpartyDraft,
  Dictionary,
  DictionaryEntry,
  Invoice,
  InvoiceDocument,
  InvoiceDraft,
  LocalDateTime,
  Organisation,
  PostingTemplate,
  Product,
  ReadBackDifference,
  Ref,
  StockReading,
  VatRate,
  Warehouse,
} from './model.ts';

export interface CallOptions {
  /** `live` (before all bulk work at the base's sessions) when absent. */
  readonly level?: Level;
  readonly signal?: AbortSignal;
}

export interface InvoiceOptions extends CallOptions {
  /** `sale` when absent. */
  readonly document?: InvoiceDocument;
}

export interface BalanceOptions extends CallOptions {
  /** The moment at whose start the balances stand; for the end of a day its next midnight. */
  readonly period: LocalDateTime;
  /** Only these warehouses; all when absent. */
  readonly warehouses?: readonly Ref[];
  /** Only this firm's stock; all when absent. */
  readonly organisation?: Ref;
}

/** One page of products; `problems` are rows that could not be read. */
export interface ProductPage {
  readonly products: readonly Product[];
  readonly problems: readonly string[];
  readonly readAt: Date;
}

/** What was written, as 1C holds it now, and what it silently changed. */
export interface InvoiceWrite {
  readonly invoice: Invoice;
  readonly differences: readonly ReadBackDifference[];
}

/** What `checkAccount` found; `problems` says what to do about each. */
export interface OnecAccountCheck {
  readonly problems: readonly string[];
  /** Sets that Ponte needs and the base publishes. */
  readonly published: readonly string[];
}

export interface OnecOperations {
  /** `$metadata`, from the cache while it is younger than a day (virtual), else read anew. */
  readMetadata(options?: CallOptions & { readonly fresh?: boolean }): Promise<OnecMetadata>;
  /** Tries what Ponte needs and says what is missing. */
  checkAccount(options?: CallOptions): Promise<OnecAccountCheck>;

  /** All counterparties with this BIN or IIN that are not marked for deletion, oldest code first. */
  findCounterparties(bin: string, options?: CallOptions): Promise<Counterparty[]>;
  /** The counterparty with this reference: the look-up after an unclear `createCounterparty`. */
  findCounterparty(ref: Ref, options?: CallOptions): Promise<Counterparty | undefined>;
  /** Creates a card under the reference chosen by the caller. Refuses a wrong BIN before sending. */
  createCounterparty(draft: CounterpartyDraft, options?: CallOptions): Promise<Counterparty>;
  /** Contracts with a customer for one of our firms, `СПокупателем` only, not marked for deletion. */
  findContracts(
    parties: { readonly counterparty: Ref; readonly organisation: Ref },
    options?: CallOptions,
  ): Promise<Contract[]>;
  /** The contract with this reference: the look-up after an unclear `createContract`. */
  findContract(ref: Ref, options?: CallOptions): Promise<Contract | undefined>;
  createContract(draft: ContractDraft, options?: CallOptions): Promise<Contract>;

  /** All goods and services (folders left out) in pages of 1,000 by rising code. */
  listProducts(options?: CallOptions): AsyncGenerator<ProductPage>;
  listWarehouses(options?: CallOptions): Promise<Warehouse[]>;
  listOrganisations(options?: CallOptions): Promise<Organisation[]>;
  listDictionary(dictionary: Dictionary, options?: CallOptions): Promise<DictionaryEntry[]>;
  /** All VAT rates of the catalogue; `vatOn` of the model picks the one of a day. */
  readVatRates(options?: CallOptions): Promise<VatRate[]>;

  /** All balances of one moment, in pages of 1,000 under one Period. */
  readBalances(options: BalanceOptions): Promise<StockReading>;

  /** Accounts of the firm's newest posted sale; undefined when there is none. */
  findPostingTemplate(
    organisation: Ref,
    options?: CallOptions,
  ): Promise<PostingTemplate | undefined>;
  /** The invoice with this reference; undefined when 1C has none. The look-up of unclear writes. */
  findInvoice(ref: Ref, options?: InvoiceOptions): Promise<Invoice | undefined>;
  /** The same; throws `not_found` when 1C has none. */
  getInvoice(ref: Ref, options?: InvoiceOptions): Promise<Invoice>;
  /** Invoices whose comment holds the marker: the second net, slow, and people edit comments. */
  findInvoicesByMarker(marker: string, options?: InvoiceOptions): Promise<Invoice[]>;
  /** The invoice with this number in a year of the base's time, if 1C has exactly that. */
  findInvoiceByNumber(
    number: string,
    options: InvoiceOptions & { readonly organisation: Ref; readonly year: number },
  ): Promise<Invoice | undefined>;
  /**
   * Creates the document under the reference chosen by the caller, unposted, and reads it back.
   * Never repeated by itself. With the HTTP service the document comes posted: look at `isPosted`.
   * Throws `conflict` when the reference is taken, `rejected` before sending for unknown fields and
   * texts longer than 1C keeps.
   */
  createInvoice(draft: InvoiceDraft, options?: CallOptions): Promise<InvoiceWrite>;
  /** Replaces head and rows of an unposted document. Posted ones: unpost, update, post. */
  updateInvoice(draft: InvoiceDraft, options?: CallOptions): Promise<InvoiceWrite>;
  /** Posts and reads back; `isPosted` of what comes back is 1C's own word. Safe to repeat. */
  postInvoice(ref: Ref, options?: InvoiceOptions): Promise<Invoice>;
  /** Takes the posting back and reads back. Safe to repeat. */
  unpostInvoice(ref: Ref, options?: InvoiceOptions): Promise<Invoice>;
  /** Unposts where needed and sets the deletion mark; nothing is ever erased. Safe to repeat. */
  cancelInvoice(ref: Ref, options?: InvoiceOptions): Promise<Invoice>;
  /** The address under which a person opens the invoice, for the deal's field. */
  toInvoiceLink(ref: Ref, document?: InvoiceDocument): string;
}

/** A base's client. */
export interface OnecClient extends OnecOperations {
  /** Ends 1C sessions (their licences are free again), connections and limiters. */
  close(): Promise<void>;
}
