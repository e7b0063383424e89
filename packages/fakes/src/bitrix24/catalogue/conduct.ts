import { nowSeconds } from '../deal-edits/edit-deals.ts';
import type { Portal } from '../portal.ts';
import { toQuantity } from './amounts.ts';
import { elementsOf, refreshQuantity, type Catalogue } from './catalogue.ts';
import { catalogueErrors } from './catalogue-errors.ts';
import type { DocumentElement, StoreDocument } from './store-document.ts';

/** One change of what a store has. */
interface Movement {
  readonly productId: number;
  readonly storeId: number;
  readonly delta: number;
}

/**
 * Conducts a document: its lines are added to what the stores have, or taken from it. All or
 * nothing; a document that is conducted already is refused. Throws the vendor's refusals.
 */
export function conductDocument(portal: Portal, id: number, by: string): void {
  const { catalogue } = portal;
  const document = catalogue.documents.get(id);
  if (!document) throw catalogueErrors.document('Document not found');
  if (!catalogue.isInventoryOn) {
    throw catalogueErrors.document('Warehouse accounting must be enabled to conduct the document');
  }
  if (document.isConducted) throw catalogueErrors.conducting('Document is already conducted');
  // The supplier stands in a binding of its own, which nobody makes here.
  if (document.docType === 'A') throw catalogueErrors.conducting('Supplier not specified');
  const elements = elementsOf(catalogue, id);
  if (elements.length === 0) throw catalogueErrors.conducting('No products in the document');
  const movements = elements.flatMap((element) => toMovements(catalogue, document, element));
  checkLevels(catalogue, document, movements);
  move(catalogue, movements, 1);
  stamp(portal, document, { by, isConducted: true });
}

/** Takes a conducted document back. Throws the vendor's refusals. */
export function cancelDocument(portal: Portal, id: number, by: string): void {
  const { catalogue } = portal;
  const document = catalogue.documents.get(id);
  if (!document) throw catalogueErrors.document('Document not found');
  if (!document.isConducted) throw catalogueErrors.document('Document is not conducted');
  const movements = elementsOf(catalogue, id).flatMap((element) =>
    toMovements(catalogue, document, element),
  );
  move(catalogue, movements, -1);
  stamp(portal, document, { by, isConducted: false });
}

function toMovements(
  catalogue: Catalogue,
  { docType }: StoreDocument,
  element: DocumentElement,
): readonly Movement[] {
  const { elementId: productId, amount, storeFrom, storeTo } = element;
  const needsFrom = docType === 'D' || docType === 'M';
  const needsTo = docType !== 'D';
  const name = catalogue.products.get(productId)?.name ?? '';
  if (amount <= 0) throw wrongQuantity(productId, name);
  if (needsFrom && !hasStore(catalogue, storeFrom)) throw noStore(productId, name);
  if (needsTo && !hasStore(catalogue, storeTo)) throw noStore(productId, name);
  return [
    ...(needsFrom && storeFrom !== null ? [{ productId, storeId: storeFrom, delta: -amount }] : []),
    ...(needsTo && storeTo !== null ? [{ productId, storeId: storeTo, delta: amount }] : []),
  ];
}

/** Nothing can be taken from a store that the store does not have. */
function checkLevels(
  catalogue: Catalogue,
  document: StoreDocument,
  movements: readonly Movement[],
): void {
  const levels = new Map<string, number>();
  for (const { productId, storeId, delta } of movements) {
    const pair = `${productId} ${storeId}`;
    const level = levels.get(pair) ?? catalogue.amounts.read(productId, storeId);
    levels.set(pair, toQuantity(level + delta));
    if (level + delta >= -0.00001 || delta > 0) continue;
    const name = catalogue.products.get(productId)?.name ?? '';
    throw catalogueErrors.document(
      `An error occurred while conducting the document "${document.title}": Incorrect quantity of goods #${productId} (${name}) in the warehouse accounting document`,
    );
  }
}

function move(catalogue: Catalogue, movements: readonly Movement[], sign: 1 | -1): void {
  for (const { productId, storeId, delta } of movements) {
    const level = catalogue.amounts.read(productId, storeId);
    catalogue.amounts.write(productId, storeId, level + delta * sign);
    refreshQuantity(catalogue, productId);
  }
}

function stamp(
  portal: Portal,
  document: StoreDocument,
  { by, isConducted }: { by: string; isConducted: boolean },
): void {
  const now = nowSeconds(portal);
  document.isConducted = isConducted;
  document.changedMs = now;
  document.statusMs = now;
  document.statusBy = by;
}

const hasStore = (catalogue: Catalogue, id: number | null): boolean =>
  id !== null && catalogue.stores.get(id)?.isActive === true;

const wrongQuantity = (productId: number, name: string) =>
  catalogueErrors.conducting(
    `Incorrect quantity of goods #${productId} (${name}) in the warehouse accounting document`,
  );
const noStore = (productId: number, name: string) =>
  catalogueErrors.conducting(`Warehouse not specified for goods #${productId} (${name})`);
