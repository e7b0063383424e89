/** What Ponte can ask of a portal's catalogue, in our words. */
import type { VendorError } from '../http/vendor-error.ts';
import type { CallOptions } from './call-options.ts';
import type {
  DealProductRow,
  ListedProduct,
  ProductCard,
  ProductCatalog,
  ProductProperty,
  Store,
  StoreAmount,
} from './catalogue-model.ts';

/** Loads: `bulk` when no level is given. */
export interface ListRowsOptions extends CallOptions {
  /** Resume after this id, the `lastId` of a page. */
  readonly afterId?: string;
}

export interface ListProductsOptions extends ListRowsOptions {
  /** Ids of the properties whose values are wanted. */
  readonly properties?: readonly string[];
}

/** What one request brought. */
export interface ProductPage {
  /** Virtual time at which the request was sent. */
  readonly readAt: Date;
  /** Resume here. */
  readonly lastId: string;
  /** By rising id. */
  readonly products: readonly ListedProduct[];
}

/** What one request brought. */
export interface StoreAmountsPage {
  /** Virtual time at which the request was sent. */
  readonly readAt: Date;
  /** Resume here. */
  readonly lastId: string;
  readonly amounts: readonly StoreAmount[];
}

export type ProductAnswer =
  | { readonly id: string; readonly state: 'found'; readonly product: ProductCard }
  /** There is no such card, or the webhook's owner may not see it: the portal says the same. */
  | { readonly id: string; readonly state: 'missing' }
  | { readonly id: string; readonly state: 'unreadable'; readonly problem: string }
  /** Asking again later may help. */
  | { readonly id: string; readonly state: 'failed'; readonly error: VendorError };

export interface QuantityUpdate {
  readonly productId: string;
  /** Absolute, decimal. */
  readonly quantity: string;
  /** The card is a variant. */
  readonly isOffer?: boolean;
}

export type QuantityAnswer =
  | { readonly productId: string; readonly state: 'set'; readonly quantity: string }
  /** The portal kept its own quantity without a word: inventory accounting is on. */
  | { readonly productId: string; readonly state: 'ignored'; readonly quantity: string }
  | {
      readonly productId: string;
      readonly state: 'refused';
      readonly code: string;
      readonly message: string;
    }
  | { readonly productId: string; readonly state: 'failed'; readonly error: VendorError };

export interface StoreDocumentLine {
  readonly productId: string;
  readonly storeId: string;
  /** Above 0, decimal: by how much the store's amount changes. */
  readonly amount: string;
}

/** A document that changes what stores have. */
export interface StoreDocumentDraft {
  /**
   * Ours, unique for ever: it becomes the document's number, by which a repeated call finds what an
   * earlier one made. Letters, digits, `.`, `_` and `-`, at most 64.
   */
  readonly key: string;
  readonly kind: 'increase' | 'decrease';
  readonly title: string;
  readonly currency: string;
  /** The employee who answers for it. */
  readonly responsibleId: string;
  readonly lines: readonly StoreDocumentLine[];
}

export interface PostDocumentsOptions extends CallOptions {
  /** Called before each request that changes something; when it rejects, nothing more is sent. */
  readonly beforeWrite?: () => Promise<void>;
  /** False: a document that the portal does not have is not made, and has no outcome. */
  readonly mayCreate?: boolean;
}

/** A product that a document may not have. */
export interface RefusedLine {
  readonly productId: string;
  readonly message: string;
}

export type StoreDocumentOutcome =
  | {
      readonly key: string;
      readonly state: 'conducted';
      readonly documentId: string;
      /** An earlier call had conducted it already; its lines were not compared. */
      readonly wasConducted: boolean;
    }
  | {
      readonly key: string;
      readonly state: 'refused';
      /** The document that stays unconducted; undefined when there is none. */
      readonly documentId: string | undefined;
      readonly code: string;
      readonly message: string;
      /** What the refusal is about; empty when it names no line. Without these, call again. */
      readonly refusedLines: readonly RefusedLine[];
    };

/** What became of one id of `readDealProductRows`. */
export type DealRowsAnswer =
  | { readonly id: string; readonly state: 'found'; readonly rows: readonly DealProductRow[] }
  | { readonly id: string; readonly state: 'missing' }
  | {
      readonly id: string;
      readonly state: 'refused';
      readonly code: string;
      readonly message: string;
    }
  | { readonly id: string; readonly state: 'unreadable'; readonly problem: string }
  | { readonly id: string; readonly state: 'failed'; readonly error: VendorError };

/** The catalogue's part of a portal's client. Throws `VendorError` as the rest of it does. */
export interface CatalogueClient {
  /** Inventory accounting: `on` means that only documents change stock. */
  readInventoryMode(options?: CallOptions): Promise<'on' | 'off'>;
  /** The catalogues of products and of their offers. */
  listCatalogs(options?: CallOptions): Promise<ProductCatalog[]>;
  /** The properties of a catalogue's cards. */
  listProductProperties(catalogId: string, options?: CallOptions): Promise<ProductProperty[]>;
  /** All cards of a catalogue by rising id, up to 2,500 a request; the portal counts nothing. */
  listProducts(catalogId: string, options?: ListProductsOptions): AsyncGenerator<ProductPage>;
  /** The same for a catalogue of offers. */
  listOffers(catalogId: string, options?: ListProductsOptions): AsyncGenerator<ProductPage>;
  /** Reads at most 50 cards in one request, all their properties included. */
  getProducts(
    ids: readonly string[],
    options?: CallOptions,
  ): Promise<{ readonly readAt: Date; readonly products: readonly ProductAnswer[] }>;
  /** All warehouses, closed ones included. */
  listStores(options?: CallOptions): Promise<Store[]>;
  /** What every store has of every product, up to 2,500 rows a request. */
  readStoreAmounts(options?: ListRowsOptions): AsyncGenerator<StoreAmountsPage>;
  /** What every store has of these products, 50 of them a request. */
  readStoreAmountsOf(
    productIds: readonly string[],
    options?: CallOptions,
  ): Promise<readonly StoreAmount[]>;
  /**
   * Sets absolute quantities of at most 50 cards in one request, safe to repeat. Only for portals
   * without inventory accounting: with it every answer is `ignored`.
   */
  setProductQuantities(
    updates: readonly QuantityUpdate[],
    options?: CallOptions,
  ): Promise<readonly QuantityAnswer[]>;
  /**
   * Makes and conducts at most 50 documents, each exactly once however often it is asked with the
   * same drafts: whatever was lost, ask again. Looks up by key, makes what is missing, adds missing
   * lines and takes surplus ones away, then conducts. A document of which one line is refused stays
   * unconducted; asked again under its key without that line, it is conducted.
   */
  postStoreDocuments(
    drafts: readonly StoreDocumentDraft[],
    options?: PostDocumentsOptions,
  ): Promise<readonly StoreDocumentOutcome[]>;
  /** Removes an unconducted document; one that is gone already is no error. */
  deleteStoreDocument(documentId: string, options?: CallOptions): Promise<void>;
  /** Reads the product rows of at most 50 deals in one request. */
  readDealProductRows(
    dealIds: readonly string[],
    options?: CallOptions,
  ): Promise<{ readonly readAt: Date; readonly deals: readonly DealRowsAnswer[] }>;
}
