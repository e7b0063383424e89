import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import type { Json } from '../../json.ts';
import type { Act } from '../acts/act.ts';
import { nowSeconds } from '../deal-edits/edit-deals.ts';
import type { Portal } from '../portal.ts';
import { refreshQuantity } from './catalogue.ts';
import { fireProduct } from './fire-product.ts';
import { needProduct } from './need-product.ts';
import {
  measureOf,
  offersIblock,
  productsIblock,
  productTypes,
  type ProductKind,
} from './product.ts';

/** What people do with cards and, by hand, with stock. */
export const productActs: Readonly<Record<string, Act>> = {
  'set-stock': { takes: ['productId', 'storeId', 'amount'], run: setStock },
  'set-quantity': { takes: ['productId', 'quantity'], run: setQuantity },
  'add-product': {
    takes: ['name', 'kind', 'barcode', 'article', 'price', 'unit', 'xmlId', 'parentId'],
    run: addProduct,
  },
  'edit-product': {
    takes: ['id', 'name', 'barcode', 'article', 'active', 'price', 'xmlId'],
    run: editProduct,
  },
  'delete-product': {
    takes: ['id'],
    run: (portal, input) => {
      const product = needProduct(portal, input, 'id');
      portal.catalogue.products.remove(product.id);
      portal.catalogue.amounts.forget(product.id);
      fireProduct(portal, 'DELETE', product);
      return { id: product.id };
    },
  },
};

function setStock(portal: Portal, input: InputReader): Json {
  const { catalogue } = portal;
  const { id } = needProduct(portal, input, 'productId');
  const storeId = input.integer('storeId');
  if (!catalogue.stores.get(storeId)) {
    const known = catalogue.stores.rows.map((store) => store.id).join(', ') || 'none';
    throw new ControlRefusal(`set-stock: there is no store ${storeId}; there are ${known}.`);
  }
  const amount = input.optionalNumber('amount') ?? 0;
  catalogue.amounts.write(id, storeId, amount);
  if (catalogue.isInventoryOn) refreshQuantity(catalogue, id);
  return { productId: id, storeId, amount };
}

function setQuantity(portal: Portal, input: InputReader): Json {
  const product = needProduct(portal, input, 'productId');
  if (portal.catalogue.isInventoryOn) {
    throw new ControlRefusal(
      'set-quantity: inventory accounting is on, so nobody can type a quantity. Use set-stock.',
    );
  }
  product.quantity = input.optionalNumber('quantity') ?? 0;
  return { productId: product.id, quantity: product.quantity };
}

function addProduct(portal: Portal, input: InputReader): Json {
  const { products } = portal.catalogue;
  const kinds = Object.keys(productTypes) as ProductKind[];
  const kind = input.has('kind') ? input.oneOf('kind', kinds) : 'simple';
  const now = nowSeconds(portal);
  const product = products.add({
    id: products.nextId(),
    iblockId: kind === 'offer' ? offersIblock : productsIblock,
    parentId: kind === 'offer' ? input.integer('parentId') : null,
    type: productTypes[kind],
    name: input.text('name'),
    isActive: true,
    xmlId: input.optionalText('xmlId') ?? '',
    measure: measureOf(input.optionalText('unit') ?? 'шт').id,
    price: input.optionalNumber('price') ?? 1000,
    quantity: 0,
    quantityReserved: 0,
    barcodes: toBarcodes(input),
    article: input.optionalText('article') ?? '',
    createdMs: now,
    changedMs: now,
  });
  fireProduct(portal, 'ADD', product);
  return { id: product.id };
}

function editProduct(portal: Portal, input: InputReader): Json {
  const product = needProduct(portal, input, 'id');
  product.name = input.optionalText('name') ?? product.name;
  product.article = input.optionalText('article') ?? product.article;
  product.isActive = input.optionalBoolean('active') ?? product.isActive;
  product.price = input.optionalNumber('price') ?? product.price;
  product.xmlId = input.optionalText('xmlId') ?? product.xmlId;
  if (input.has('barcode')) product.barcodes = toBarcodes(input);
  product.changedMs = nowSeconds(portal);
  fireProduct(portal, 'UPDATE', product);
  return { id: product.id };
}

function toBarcodes(input: InputReader): readonly string[] {
  const barcode = input.optionalText('barcode') ?? '';
  return barcode === '' ? [] : [barcode];
}
