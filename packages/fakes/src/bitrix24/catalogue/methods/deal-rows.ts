import { parseFilter, matches } from '../../lists/filter.ts';
import { readArray } from '../../methods/read-call.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from '../../methods/vendor-method.ts';
import type { Portal } from '../../portal.ts';
import { isVisible } from '../../rights.ts';
import {
  findParam,
  isPhpArray,
  toInt,
  toList,
  toText,
  type PhpArray,
} from '../../transport/php-value.ts';
import { restErrors } from '../../wire/rest-error.ts';
import { dealRowsOf } from '../catalogue.ts';
import { catalogueErrors } from '../catalogue-errors.ts';
import { addDealRow, replaceDealRows, touchDeal, type RowDraft } from '../deal-rows.ts';
import { readFields, readRequiredId, toNumber } from '../read-fields.ts';
import { toItemRow, toLegacyRow } from './deal-rows-wire.ts';

const scopes = ['crm'] as const;

/** Product rows of deals, by the older and by the newer methods. */
export const dealRowMethods: readonly (readonly [string, VendorMethod])[] = [
  ['crm.deal.productrows.get', { scopes, run: getRows }],
  ['crm.deal.productrows.set', { scopes, run: setRows }],
  ['crm.item.productrow.list', { scopes, run: listItemRows }],
  ['crm.item.productrow.get', { scopes, run: getItemRow }],
  ['crm.item.productrow.add', { scopes, run: addItemRow }],
  ['crm.item.productrow.set', { scopes, run: setItemRows }],
  ['crm.item.productrow.delete', { scopes, run: deleteItemRow }],
];

/** All rows of a deal at once, without a total. */
function getRows(call: MethodCall): MethodAnswer {
  const { catalogue } = call.portal;
  const rows = dealRowsOf(catalogue, needLegacyDeal(call));
  return {
    result: rows.map((row) => toLegacyRow(catalogue, row)),
    work: { cells: rows.length * 28 },
  };
}

/** Puts the given rows in the place of all rows. */
function setRows(call: MethodCall): MethodAnswer {
  const { portal, params } = call;
  const id = needLegacyDeal(call);
  if (!portal.settings.rights.mayWrite) throw restErrors.legacy('Access denied.');
  const rows = findParam(params, 'rows');
  if (rows !== undefined && rows !== '' && !isPhpArray(rows)) {
    throw restErrors.legacy("Parameter 'rows' must be array.");
  }
  replaceDealRows(portal, id, toList(rows).filter(isPhpArray).map(toDraft));
  touchDeal(portal, id, { by: portal.settings.webhook.user });
  return { result: true, work: { writes: 1 } };
}

function needLegacyDeal({ portal, params }: MethodCall): number {
  const id = toInt(findParam(params, 'id'));
  if (id <= 0) throw restErrors.legacy('The parameter id is invalid or not defined.');
  if (!portal.deals.exists(id)) throw restErrors.legacy('Not found');
  if (!isVisible(portal, id)) throw restErrors.legacy('Access denied.');
  return id;
}

/** Rows of one deal, fifty a page; only conditions on id and product are known. */
function listItemRows(call: MethodCall): MethodAnswer {
  const filter = readArray(call, 'filter');
  const dealId = needOwner(call.portal, {
    type: filter.get('=ownerType'),
    id: filter.get('=ownerId'),
  });
  const conditions = parseFilter(
    filter,
    (name) => (name === 'ID' || name === 'PRODUCTID' ? 'integer' : undefined),
    0,
  );
  const order = readArray(call, 'order');
  const byId = findParam(order, 'id') !== undefined;
  const isDown = toText([...order.values()][0]).toLowerCase() === 'desc';
  const rows = dealRowsOf(call.portal.catalogue, dealId)
    .filter((row) =>
      matches(row, conditions, (one, name) => [name === 'ID' ? one.id : one.productId]),
    )
    .sort((left, right) => (byId ? left.id - right.id : left.sort - right.sort));
  if (isDown) rows.reverse();
  const start = toInt(findParam(call.params, 'start'));
  const from = Math.max(0, start);
  const productRows = rows.slice(from, from + 50).map(toItemRow);
  const cells = productRows.length * 23;
  // Unlike other lists this one leaves the total out when nothing is counted.
  if (start < 0) return { result: { productRows }, work: { cells } };
  const next = from + 50 < rows.length ? { next: from + 50 } : {};
  const work = { cells, counted: rows.length };
  return { result: { productRows }, total: rows.length, ...next, work };
}

function getItemRow({ portal, ...call }: MethodCall): MethodAnswer {
  const row = portal.catalogue.dealRows.get(readRequiredId({ portal, ...call }));
  if (!row) throw catalogueErrors.rowsDenied();
  return { result: { productRow: toItemRow(row) } };
}

function addItemRow(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const fields = readFields(call);
  const dealId = needWritableOwner(portal, {
    type: findParam(fields, 'ownerType'),
    id: findParam(fields, 'ownerId'),
  });
  const row = addDealRow(portal, dealId, toDraft(fields));
  touchDeal(portal, dealId, { by: portal.settings.webhook.user });
  return { result: { productRow: toItemRow(row) }, work: { writes: 1 } };
}

function setItemRows(call: MethodCall): MethodAnswer {
  const { portal, params } = call;
  const dealId = needWritableOwner(portal, {
    type: findParam(params, 'ownerType'),
    id: findParam(params, 'ownerId'),
  });
  const drafts = toList(findParam(params, 'productRows')).filter(isPhpArray).map(toDraft);
  replaceDealRows(portal, dealId, drafts);
  touchDeal(portal, dealId, { by: portal.settings.webhook.user });
  const rows = dealRowsOf(portal.catalogue, dealId);
  return { result: { productRows: rows.map(toItemRow) }, work: { writes: 1 } };
}

function deleteItemRow(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const row = portal.catalogue.dealRows.get(readRequiredId(call));
  if (!row || !portal.settings.rights.mayWrite) throw catalogueErrors.rowsDenied();
  portal.catalogue.dealRows.remove(row.id);
  touchDeal(portal, row.dealId, { by: portal.settings.webhook.user });
  return { result: null, work: { writes: 1 } };
}

interface Owner {
  readonly type: Parameters<typeof toText>[0];
  readonly id: Parameters<typeof toInt>[0];
}

/** A deal that is not there and one that may not be seen are refused alike. */
function needOwner(portal: Portal, { type, id }: Owner): number {
  if (type === undefined) throw catalogueErrors.requiredArgument('=ownerType');
  if (id === undefined) throw catalogueErrors.requiredArgument('=ownerId');
  const dealId = toInt(id);
  const isDeal = toText(type).toUpperCase() === 'D' && portal.deals.exists(dealId);
  if (isDeal && isVisible(portal, dealId)) return dealId;
  throw catalogueErrors.rowsDenied();
}

function needWritableOwner(portal: Portal, owner: Owner): number {
  if (!portal.settings.rights.mayWrite) throw catalogueErrors.rowsDenied();
  return needOwner(portal, owner);
}

/** Reads a row in capitals (PRODUCT_ID) or in camelCase (productId). */
function toDraft(row: PhpArray): RowDraft {
  const values = new Map(
    [...row].map(([key, value]) => [key.replaceAll('_', '').toLowerCase(), value]),
  );
  const number = (name: string): number | undefined =>
    values.has(name) ? toNumber(values.get(name)) : undefined;
  const name = toText(values.get('productname'));
  const taxRate = values.get('taxrate');
  const draft: { [Key in keyof RowDraft]: RowDraft[Key] | undefined } = {
    productId: number('productid'),
    productName: name === '' ? undefined : name,
    price: number('price'),
    quantity: number('quantity'),
    discountSum: number('discountsum'),
    taxRate:
      taxRate === undefined || taxRate === null || taxRate === '' ? undefined : toNumber(taxRate),
    isTaxIncluded: toText(values.get('taxincluded')) !== 'N',
    measureCode: number('measurecode'),
    measureName: values.has('measurename') ? toText(values.get('measurename')) : undefined,
    sort: number('sort'),
    storeId: number('storeid'),
  };
  return draft as RowDraft;
}
