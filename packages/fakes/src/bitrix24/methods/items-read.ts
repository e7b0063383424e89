import type { Json } from '../../json.ts';
import type { DealField } from '../contents/deal-field.ts';
import { countDealReads } from '../counters.ts';
import { fulfils, parseItemFilter, readItemComparables } from '../items/item-filter.ts';
import { toItemName, toUpperName } from '../items/item-names.ts';
import { toWireItem } from '../items/to-wire-item.ts';
import { filterKindOf } from '../lists/deal-values.ts';
import type { Condition } from '../lists/filter.ts';
import { findDeals } from '../lists/find-deals.ts';
import type { OrderBy } from '../lists/order.ts';
import { pageKeys, pageWork, type Page } from '../lists/page.ts';
import { isVisible } from '../rights.ts';
import { findParam, toInt, toList, toText } from '../transport/php-value.ts';
import { labelOf } from '../user-fields/traits.ts';
import { restErrors } from '../wire/rest-error.ts';
import { describeField } from './deal-fields.ts';
import { readItemArray, readItemCall, readItemId, type ItemCall } from './item-call.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/** crm.item.list for deals: bad fields are refused, `start` is an exact offset. */
export const itemList: VendorMethod = { scopes: ['crm'], run: listItems };
/** crm.item.get for deals */
export const itemGet: VendorMethod = { scopes: ['crm'], run: getItem };
/** crm.item.fields for deals */
export const itemFields: VendorMethod = { scopes: ['crm'], run: describeItemFields };

function listItems(raw: MethodCall): MethodAnswer {
  const call = readItemCall(raw);
  const { portal, userFieldNames } = call;
  const { deals, dictionaries, settings, counters } = portal;
  const { offsetMinutes, itemsTakeAtom: takesAtom } = settings;
  const context = { fields: call.fields, offsetMinutes, takesAtom };
  const filter = parseItemFilter(readItemArray(call, 'filter'), context);
  const read = (id: number, name: string) => {
    const field = dictionaries.fields.get(name);
    return field === undefined ? [''] : readItemComparables(deals, id, field);
  };
  const page = parseItemPage(call);
  const { fields, isWhole } = parseItemSelect(call);
  const found = findDeals({
    ...{ store: deals, dictionaries, orders: parseItemOrder(call), page },
    // Those on the id narrow the walk; the whole filter decides.
    conditions: filter.logic === 'AND' ? filter.conditions.filter(isOnId) : [],
    isVisible: (id) => isVisible(portal, id) && fulfils(id, filter, read),
  });
  countDealReads(counters, found.ids);
  const options = { fields, isWhole, userFieldNames, offsetMinutes };
  return {
    result: { items: found.ids.map((id) => toWireItem(deals, id, options)) },
    ...pageKeys(page, found.total),
    work: { cells: found.ids.length * fields.length, ...pageWork(page, found.total) },
  };
}

const isOnId = ({ field }: Condition): boolean => field === 'ID';

function getItem(raw: MethodCall): MethodAnswer {
  const call = readItemCall(raw);
  call.portal.counters.dealGets += 1;
  const id = readItemId(call);
  if (!isVisible(call.portal, id)) throw restErrors.itemAccessDenied();
  countDealReads(call.portal.counters, [id]);
  return { result: { item: toWholeItem(call, id) }, work: { cells: call.fields.size } };
}

/** An item with everything it has. */
export function toWholeItem({ portal, userFieldNames }: ItemCall, id: number): Json {
  const { deals, dictionaries, settings } = portal;
  return toWireItem(deals, id, {
    fields: [...dictionaries.fields.values()],
    ...{ userFieldNames, offsetMinutes: settings.offsetMinutes, isWhole: true },
  });
}

function describeItemFields(raw: MethodCall): MethodAnswer {
  const { portal, userFieldNames } = readItemCall(raw);
  const { fields, options } = portal.dictionaries;
  const described: Record<string, Json> = {};
  for (const field of fields.values()) {
    described[toItemName(field, userFieldNames)] = {
      ...describeField(field, options.get(field.name)),
      // The funnel can be changed by crm.item.update.
      isImmutable: false,
      ...(field.isDynamic ? { title: labelOf(field, 'EDIT_FORM_LABEL') } : {}),
      upperName: toUpperName(field),
    };
  }
  return { result: { fields: described }, work: { cells: fields.size } };
}

function parseItemPage({ params }: ItemCall): Page {
  const start = toInt(findParam(params, 'start'));
  return start < 0 ? { isCounted: false, offset: 0 } : { isCounted: true, offset: start };
}

function parseItemOrder(call: ItemCall): readonly OrderBy[] {
  return [...readItemArray(call, 'order')].map(([name, value]) => {
    const field = call.fields.get(name);
    if (field === undefined || filterKindOf(field) === undefined) {
      throw restErrors.invalidArgument(`Invalid order: field '${name}' is not allowed in order`);
    }
    const direction = toText(value).toUpperCase();
    if (direction !== 'ASC' && direction !== 'DESC') {
      throw restErrors.invalidArgument(
        `Invalid order: allowed sort directions are ASC, DESC. But got '${toText(value)}' for field '${name}'`,
      );
    }
    return { field: field.name, descending: direction === 'DESC' };
  });
}

/** Nothing and `*` are everything, user fields included; unknown names are dropped. */
function parseItemSelect({ params, fields }: ItemCall): {
  fields: readonly DealField[];
  isWhole: boolean;
} {
  const asked = new Set(toList(findParam(params, 'select')).map((name) => toText(name)));
  if (asked.size === 0 || asked.has('*')) return { fields: [...fields.values()], isWhole: true };
  const named = [...fields].filter(([name]) => name === 'id' || asked.has(name));
  return { fields: named.map(([, field]) => field), isWhole: false };
}
