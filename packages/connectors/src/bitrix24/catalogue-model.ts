/**
 * The catalogue in our words. Ids are digits; quantities and prices are decimal texts without
 * trailing zeros. The vendor writes every zero as null (vendor's catalog, rest/integration/view):
 * here it is "0".
 */

/** A block of cards; offers (variants) have one of their own. */
export interface ProductCatalog {
  readonly id: string;
  readonly name: string;
  /** Of a catalogue of offers: the catalogue of what they are variants of. */
  readonly parentCatalogId: string | null;
}

/** A property of the cards of a catalogue. Barcodes and articles live in such properties. */
export interface ProductProperty {
  readonly id: string;
  readonly catalogId: string;
  readonly code: string | null;
  readonly name: string;
  readonly isMultiple: boolean;
}

export type ProductKind = 'simple' | 'bundle' | 'parent' | 'offer' | 'service' | 'other';

/** A card of the catalogue. */
export interface ProductCard {
  readonly id: string;
  readonly catalogId: string;
  /** Of an offer: the card it is a variant of. */
  readonly parentId: string | null;
  readonly kind: ProductKind;
  readonly name: string;
  readonly isActive: boolean;
  readonly xmlId: string | null;
  readonly quantity: string;
  readonly quantityReserved: string;
  readonly measureId: string | null;
  /** Values of the properties that were asked for, by property id; empty ones are absent. */
  readonly properties: Readonly<Record<string, readonly string[]>>;
}

/** A row of a list: a card, or what is wrong with it. */
export type ListedProduct =
  | { readonly ok: true; readonly id: string; readonly product: ProductCard }
  | {
      readonly ok: false;
      /** Undefined when even the id cannot be read. */
      readonly id: string | undefined;
      readonly problem: string;
    };

/** A warehouse. */
export interface Store {
  readonly id: string;
  readonly title: string;
  readonly isActive: boolean;
  readonly code: string | null;
  readonly xmlId: string | null;
}

/** What a store has of a product; a pair that is never told has nothing. */
export interface StoreAmount {
  readonly productId: string;
  readonly storeId: string;
  readonly amount: string;
}

/** A product row of a deal. */
export interface DealProductRow {
  readonly id: string;
  /** Null: typed by hand, not from the catalogue. */
  readonly productId: string | null;
  readonly name: string;
  readonly quantity: string;
  /** Per unit, after discount: what the customer pays. With tax unless `isTaxIncluded` is false. */
  readonly price: string;
  readonly discountSum: string;
  /** Per cent; null is "no VAT" or not said. */
  readonly taxRate: string | null;
  readonly isTaxIncluded: boolean;
  /** The classifier's code, such as "796" for pieces. */
  readonly measureCode: string | null;
  readonly measureName: string | null;
  readonly storeId: string | null;
  readonly sort: number;
}
