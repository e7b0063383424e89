import type { JsonObject } from '../../../json.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from '../../methods/vendor-method.ts';
import { nowSeconds } from '../../deal-edits/edit-deals.ts';
import { readArray } from '../../methods/read-call.ts';
import { findParam, isTruthy, toInt, toList, toText } from '../../transport/php-value.ts';
import { catalogueErrors } from '../catalogue-errors.ts';
import { fireProduct } from '../fire-product.ts';
import { toWireRow } from '../lists/column.ts';
import { listRows } from '../lists/list-rows.ts';
import {
  offersIblock,
  productProperties,
  productsIblock,
  productTypes,
  type Product,
} from '../product.ts';
import { readFields, readRequiredId, toNumber, toPropertyTexts } from '../read-fields.ts';
import { productSchema, purchasingPriceOf } from './product-columns.ts';

const scopes = ['catalog'] as const;

/** Lists and single cards of the two blocks. */
export const productMethods: readonly (readonly [string, VendorMethod])[] = [
  ['catalog.product.list', listOf('products', productsIblock)],
  ['catalog.product.offer.list', listOf('offers', offersIblock)],
  ['catalog.product.sku.list', listOf('units', productsIblock, productTypes.parent)],
  ['catalog.product.service.list', listOf('services', productsIblock, productTypes.service)],
  ['catalog.product.get', { scopes, run: (call) => getProduct(call, 'product') }],
  ['catalog.product.offer.get', { scopes, run: (call) => getProduct(call, 'offer') }],
  ['catalog.product.update', { scopes, run: (call) => updateProduct(call, 'element') }],
  ['catalog.product.offer.update', { scopes, run: (call) => updateProduct(call, 'offer') }],
];

function listOf(key: string, iblockId: number, type?: number): VendorMethod {
  const schema = productSchema(iblockId);
  return {
    scopes,
    run: (call) => {
      const select = toList(findParam(call.params, 'select')).map(toText);
      if (!['id', 'iblockId'].every((name) => select.includes(name) || select.includes('*'))) {
        throw catalogueErrors.requiredSelect();
      }
      const wanted = findParam(readArray(call, 'filter'), 'iblockId');
      if (wanted === undefined) throw catalogueErrors.requiredFilter();
      if (toInt(wanted) !== iblockId) throw catalogueErrors.foreignIblock();
      return listRows({
        ...{ call, schema, key, shelf: call.portal.catalogue.products },
        shows: (product) =>
          product.iblockId === iblockId && (type === undefined || product.type === type),
      });
    },
  };
}

function getProduct(call: MethodCall, key: string): MethodAnswer {
  const product = call.portal.catalogue.products.get(readRequiredId(call));
  if (!product) throw catalogueErrors.noSuchProductToRead();
  const element = toElement(call, product);
  return { result: { [key]: element }, work: { cells: Object.keys(element).length } };
}

/**
 * Quantities and purchasing prices are read-only under inventory accounting, and read-only fields
 * are taken out before the write: the answer is a success with the old quantity.
 */
function updateProduct(call: MethodCall, key: string): MethodAnswer {
  const { portal } = call;
  const { catalogue } = portal;
  const fields = readFields(call);
  const product = catalogue.products.get(readRequiredId(call));
  if (!product || !portal.settings.rights.mayWrite) throw catalogueErrors.noSuchProductToWrite();
  const iblockId = findParam(fields, 'iblockId');
  if (iblockId !== undefined && toInt(iblockId) !== product.iblockId) {
    throw catalogueErrors.productElsewhere(product.id, toInt(iblockId));
  }
  for (const [name, value] of fields) {
    if (name === 'name') product.name = toText(value);
    if (name === 'active') product.isActive = toText(value) === 'Y' || value === true;
    if (name === 'xmlId') product.xmlId = toText(value);
    if (name === 'measure' && isTruthy(value)) product.measure = toInt(value);
    if (name === 'quantity' && !catalogue.isInventoryOn) product.quantity = toNumber(value);
    if (name === 'quantityReserved' && !catalogue.isInventoryOn) {
      product.quantityReserved = toNumber(value);
    }
    const property = productProperties.find(
      (known) => `property${known.id}` === name && known.iblockId === product.iblockId,
    );
    property?.write(product, toPropertyTexts(value));
  }
  product.changedMs = nowSeconds(portal);
  fireProduct(portal, 'UPDATE', product);
  return { result: { [key]: toElement(call, product) }, work: { writes: 1 } };
}

/** A single card: unlike in lists its purchasing price is a text. */
function toElement({ portal }: MethodCall, product: Product): JsonObject {
  const { columns } = productSchema(product.iblockId);
  const row = toWireRow(product, columns, portal.settings.offsetMinutes);
  return { ...row, purchasingPrice: purchasingPriceOf(product).toFixed(6) };
}
