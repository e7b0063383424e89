import type { MethodAnswer, MethodCall, VendorMethod } from '../../methods/vendor-method.ts';
import { readArray } from '../../methods/read-call.ts';
import { findParam, isPhpArray, toInt } from '../../transport/php-value.ts';
import type { AmountRow, AmountShelf } from '../amounts.ts';
import type { Store } from '../catalogue.ts';
import { catalogueErrors } from '../catalogue-errors.ts';
import { toWireRow, type ListSchema } from '../lists/column.ts';
import { listRows } from '../lists/list-rows.ts';
import { offersIblock, productProperties, productsIblock } from '../product.ts';
import { readRequiredId } from '../read-fields.ts';

const scopes = ['catalog'] as const;

const storeSchema: ListSchema<Store> = {
  takesIn: true,
  columns: [
    { name: 'active', kind: 'code', read: ({ isActive }) => (isActive ? 'Y' : 'N') },
    { name: 'address', kind: 'text', read: ({ title }) => title },
    { name: 'code', kind: 'text', read: ({ id }) => `store_${id}` },
    { name: 'dateCreate', kind: 'date', read: ({ createdMs }) => createdMs },
    { name: 'dateModify', kind: 'date', read: ({ createdMs }) => createdMs },
    { name: 'description', kind: 'text', read: () => '' },
    { name: 'email', kind: 'text', read: () => '' },
    { name: 'id', kind: 'integer', read: ({ id }) => id },
    { name: 'issuingCenter', kind: 'code', read: () => 'N' },
    { name: 'modifiedBy', kind: 'integer', read: () => 1 },
    { name: 'phone', kind: 'text', read: () => '' },
    { name: 'sort', kind: 'integer', read: ({ id }) => id * 100 },
    { name: 'title', kind: 'text', read: ({ title }) => title },
    { name: 'userId', kind: 'integer', read: () => 1 },
    { name: 'xmlId', kind: 'text', read: () => '' },
  ],
};

const amountSchema: ListSchema<AmountRow> = {
  takesIn: false,
  columns: [
    { name: 'amount', kind: 'number', read: ({ amount }) => amount },
    { name: 'id', kind: 'integer', read: ({ id }) => id },
    { name: 'productId', kind: 'integer', read: ({ productId }) => productId },
    { name: 'quantityReserved', kind: 'number', read: () => 0 },
    { name: 'storeId', kind: 'integer', read: ({ storeId }) => storeId },
  ],
};

interface Block {
  readonly id: number;
  readonly name: string;
  readonly productIblockId: number | null;
}
const blocks: readonly Block[] = [
  { id: productsIblock, name: 'Товарный каталог CRM', productIblockId: null },
  { id: offersIblock, name: 'Товарный каталог CRM (предложения)', productIblockId: productsIblock },
];
const blockSchema: ListSchema<Block> = {
  takesIn: true,
  columns: [
    { name: 'iblockId', kind: 'integer', read: ({ id }) => id },
    { name: 'iblockTypeId', kind: 'integer', read: () => 0, write: () => 0 },
    { name: 'id', kind: 'integer', read: ({ id }) => id },
    { name: 'lid', kind: 'code', read: () => 's1' },
    { name: 'name', kind: 'text', read: ({ name }) => name },
    { name: 'productIblockId', kind: 'integer', read: ({ productIblockId }) => productIblockId },
    {
      name: 'skuPropertyId',
      kind: 'integer',
      read: ({ productIblockId }) => (productIblockId === null ? null : 97),
    },
    { name: 'subscription', kind: 'code', read: () => 'N' },
    { name: 'vatId', kind: 'integer', read: () => 1 },
  ],
};

const propertySchema: ListSchema<(typeof productProperties)[number]> = {
  takesIn: true,
  columns: [
    { name: 'active', kind: 'code', read: () => 'Y' },
    { name: 'code', kind: 'text', read: ({ code }) => code },
    { name: 'iblockId', kind: 'integer', read: ({ iblockId }) => iblockId },
    { name: 'id', kind: 'integer', read: ({ id }) => id },
    { name: 'multiple', kind: 'code', read: ({ isMultiple }) => (isMultiple ? 'Y' : 'N') },
    { name: 'name', kind: 'text', read: ({ name }) => name },
    { name: 'propertyType', kind: 'code', read: () => 'S' },
    { name: 'sort', kind: 'integer', read: () => 500 },
  ],
};

/** Stores, their amounts (read-only, whatever the mode), the blocks and their properties. */
export const storeMethods: readonly (readonly [string, VendorMethod])[] = [
  ['catalog.store.list', { scopes, run: listStores }],
  ['catalog.store.get', { scopes, run: getStore }],
  ['catalog.storeproduct.list', { scopes, run: listAmounts }],
  ['catalog.storeproduct.get', { scopes, run: getAmount }],
  [
    'catalog.catalog.list',
    {
      scopes,
      run: (call) => listFew(call, { rows: blocks, schema: blockSchema, key: 'catalogs' }),
    },
  ],
  [
    'catalog.productproperty.list',
    {
      scopes,
      run: (call) =>
        listFew(call, {
          rows: productProperties,
          schema: propertySchema,
          key: 'productProperties',
        }),
    },
  ],
];

function listStores(call: MethodCall): MethodAnswer {
  return listRows({
    ...{ call, schema: storeSchema, key: 'stores', shelf: call.portal.catalogue.stores },
  });
}

function getStore(call: MethodCall): MethodAnswer {
  const store = call.portal.catalogue.stores.get(readRequiredId(call));
  if (!store) throw catalogueErrors.accessDenied();
  const { offsetMinutes } = call.portal.settings;
  return { result: { store: toWireRow(store, storeSchema.columns, offsetMinutes) } };
}

function listAmounts(call: MethodCall): MethodAnswer {
  const { amounts } = call.portal.catalogue;
  return listRows({
    ...{ call, schema: amountSchema, key: 'storeProducts', shelf: narrow(call, amounts) },
  });
}

function getAmount(call: MethodCall): MethodAnswer {
  const row = call.portal.catalogue.amounts.get(readRequiredId(call));
  if (!row) throw catalogueErrors.accessDenied();
  const { offsetMinutes } = call.portal.settings;
  return { result: { storeProduct: toWireRow(row, amountSchema.columns, offsetMinutes) } };
}

/** The vendor has an index on the product; a hundred thousand rows are not gone through for one. */
function narrow(call: MethodCall, amounts: AmountShelf) {
  const filter = readArray(call, 'filter');
  const wanted = findParam(filter, 'productId') ?? findParam(filter, '=productId');
  if (wanted === undefined || isPhpArray(wanted)) return amounts;
  return toShelf(amounts.of(toInt(wanted)));
}

function listFew<Row extends { readonly id: number }>(
  call: MethodCall,
  few: { rows: readonly Row[]; schema: ListSchema<Row>; key: string },
): MethodAnswer {
  return listRows({ call, schema: few.schema, key: few.key, shelf: toShelf(few.rows) });
}

function toShelf<Row extends { readonly id: number }>(rows: readonly Row[]) {
  return {
    rows,
    positionOf: (wanted: number) => {
      const at = rows.findIndex(({ id }) => id >= wanted);
      return at < 0 ? rows.length : at;
    },
  };
}
