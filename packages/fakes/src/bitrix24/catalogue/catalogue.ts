import { createAmountShelf, type AmountShelf } from './amounts.ts';
import type { DealRow } from './deal-row.ts';
import type { Product } from './product.ts';
import { createRowShelf, type RowShelf } from './row-shelf.ts';
import type { DocumentElement, StoreDocument } from './store-document.ts';

/** A warehouse. */
export interface Store {
  readonly id: number;
  title: string;
  isActive: boolean;
  readonly createdMs: number;
}

/** Products, stores, stock and the product rows of deals. */
export interface Catalogue {
  /** Inventory accounting: when on, only documents move goods. */
  isInventoryOn: boolean;
  readonly products: RowShelf<Product>;
  readonly stores: RowShelf<Store>;
  readonly amounts: AmountShelf;
  readonly documents: RowShelf<StoreDocument>;
  readonly elements: RowShelf<DocumentElement>;
  readonly dealRows: RowShelf<DealRow>;
}

/** A catalogue without anything in it. */
export function createEmptyCatalogue(): Catalogue {
  return {
    isInventoryOn: false,
    products: createRowShelf<Product>(901, 2),
    stores: createRowShelf<Store>(),
    amounts: createAmountShelf(),
    documents: createRowShelf<StoreDocument>(11),
    elements: createRowShelf<DocumentElement>(141),
    dealRows: createRowShelf<DealRow>(),
  };
}

/** The lines of one document, in the order they were added. */
export function elementsOf(catalogue: Catalogue, docId: number): readonly DocumentElement[] {
  return catalogue.elements.rows.filter((element) => element.docId === docId);
}

/** The rows of one deal in screen order. */
export function dealRowsOf(catalogue: Catalogue, dealId: number): readonly DealRow[] {
  return catalogue.dealRows.rows
    .filter((row) => row.dealId === dealId)
    .sort((left, right) => left.sort - right.sort || left.id - right.id);
}

/**
 * With inventory accounting the quantity of a product is what its stores have, less what is
 * reserved; nobody can type it.
 */
export function refreshQuantity(catalogue: Catalogue, productId: number): void {
  const product = catalogue.products.get(productId);
  if (!product) return;
  product.quantity = catalogue.amounts.sum(productId) - product.quantityReserved;
}

/** Turns inventory accounting on or off. Turning it on makes all quantities those of the stores. */
export function setInventory(catalogue: Catalogue, isOn: boolean): void {
  catalogue.isInventoryOn = isOn;
  if (!isOn) return;
  for (const { id } of catalogue.products.rows) refreshQuantity(catalogue, id);
}
