import type { Json, JsonObject } from '../../json.ts';
import type { Portal } from '../portal.ts';
import { dealRowsOf, elementsOf, type Catalogue } from './catalogue.ts';
import { productTypes, type Product } from './product.ts';

/**
 * The catalogue's part of GET /state: mode and stores; ?products=1 (or ids) gives cards with what
 * each store has, ?documents=1 documents with their lines, ?rows=3,5 the product rows of deals.
 */
export function describeCatalogue({ catalogue }: Portal, query: URLSearchParams): JsonObject {
  return {
    inventoryMode: catalogue.isInventoryOn ? 'Y' : 'N',
    stores: catalogue.stores.rows.map(({ id, title, isActive }) => ({ id, title, isActive })),
    ...listProducts(catalogue, query.get('products')),
    ...listDocuments(catalogue, query.get('documents')),
    ...listRows(catalogue, query.get('rows')),
  };
}

function listProducts(catalogue: Catalogue, asked: string | null): JsonObject {
  if (asked === null) return {};
  const ids = asked.split(',').map(Number);
  const chosen =
    asked === '1' ? catalogue.products.rows : ids.map((id) => catalogue.products.get(id));
  return {
    products: chosen
      .filter((product) => product !== undefined)
      .map((product) => toProduct(catalogue, product)),
  };
}

function toProduct(catalogue: Catalogue, product: Product): Json {
  const { id, iblockId, parentId, name, isActive, xmlId, price, quantity } = product;
  const kind = Object.entries(productTypes).find(([, type]) => type === product.type)?.[0] ?? '';
  return {
    ...{ id, iblockId, parentId, kind, name, isActive, xmlId, price, quantity },
    barcodes: product.barcodes,
    article: product.article,
    amounts: Object.fromEntries(
      catalogue.amounts.of(id).map(({ storeId, amount }) => [String(storeId), amount]),
    ),
  };
}

function listDocuments(catalogue: Catalogue, asked: string | null): JsonObject {
  if (asked !== '1') return {};
  return {
    documents: catalogue.documents.rows.map((document) => ({
      ...document,
      elements: elementsOf(catalogue, document.id).map((element) => ({ ...element })),
    })),
  };
}

function listRows(catalogue: Catalogue, asked: string | null): JsonObject {
  if (asked === null) return {};
  const rows = asked.split(',').flatMap((id) => dealRowsOf(catalogue, Number(id)));
  return { productRows: rows.map((row) => ({ ...row })) };
}
