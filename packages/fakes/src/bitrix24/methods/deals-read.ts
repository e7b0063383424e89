import { countDealReads } from '../counters.ts';
import { filterKindOf } from '../lists/deal-values.ts';
import { parseFilter } from '../lists/filter.ts';
import { findDeals } from '../lists/find-deals.ts';
import { parseOrder } from '../lists/order.ts';
import { pageKeys, pageWork, parsePage } from '../lists/page.ts';
import { parseSelect } from '../lists/select.ts';
import { isVisible } from '../rights.ts';
import { findParam } from '../transport/php-value.ts';
import { restErrors } from '../wire/rest-error.ts';
import { toWireDeal } from '../wire/to-wire-deal.ts';
import { readArray, readId } from './read-call.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/** crm.deal.get */
export const dealGet: VendorMethod = { scopes: ['crm'], run: getDeal };
/** crm.deal.list */
export const dealList: VendorMethod = { scopes: ['crm'], run: listDeals };

function getDeal(call: MethodCall): MethodAnswer {
  const { deals, dictionaries, settings, counters } = call.portal;
  counters.dealGets += 1;
  const id = readId(call);
  if (!deals.exists(id)) throw restErrors.legacy('Not found');
  if (!isVisible(call.portal, id)) throw restErrors.legacy('Access denied.');
  countDealReads(counters, [id]);
  const fields = [...dictionaries.fields.values()];
  const { offsetMinutes } = settings;
  return {
    result: toWireDeal(deals, id, { fields, route: 'get', offsetMinutes }),
    work: { cells: fields.length },
  };
}

function listDeals(call: MethodCall): MethodAnswer {
  const { portal, params } = call;
  const { deals, dictionaries, settings, counters } = portal;
  const { offsetMinutes } = settings;
  const kindOf = (name: string) => filterKindOf(dictionaries.fields.get(name));
  const orders = parseOrder(readArray(call, 'order'), (name) => kindOf(name) !== undefined);
  const conditions = parseFilter(readArray(call, 'filter'), kindOf, offsetMinutes);
  const page = parsePage(findParam(params, 'start'));
  const fields = parseSelect(findParam(params, 'select'), dictionaries.fields);
  const found = findDeals({
    store: deals,
    dictionaries,
    conditions,
    orders,
    page,
    isVisible: (id) => isVisible(portal, id),
  });
  countDealReads(counters, found.ids);
  return {
    result: found.ids.map((id) => toWireDeal(deals, id, { fields, route: 'list', offsetMinutes })),
    ...pageKeys(page, found.total),
    work: { cells: found.ids.length * fields.length, ...pageWork(page, found.total) },
  };
}
