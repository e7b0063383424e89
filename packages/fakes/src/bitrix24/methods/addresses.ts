import type { JsonObject } from '../../json.ts';
import { mix, pick } from '../../seeded/random.ts';
import { cities, streets } from '../contents/words.ts';
import type { FilterKind } from '../lists/comparable.ts';
import { matches, parseFilter } from '../lists/filter.ts';
import { parseOrder, sortRows } from '../lists/order.ts';
import { pageSize, parsePage } from '../lists/page.ts';
import { findParam, toList, toText } from '../transport/php-value.ts';
import { companies, isShown } from './people.ts';
import { readArray } from './read-call.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/**
 * crm.address.list: the addresses in the details of companies. Its `total` is the number of rows on
 * the page, unless `start` is -1: then, unlike in other lists, it is the number of all.
 */
export const addressList: VendorMethod = { scopes: ['crm'], run: listAddresses };

const detailsType = '8';
const companyType = '4';
const kinds: Readonly<Record<string, FilterKind>> = {
  ...{ TYPE_ID: 'integer', ENTITY_TYPE_ID: 'integer', ENTITY_ID: 'integer' },
  ...{ LOC_ADDR_ID: 'integer', ANCHOR_TYPE_ID: 'integer', ANCHOR_ID: 'integer' },
  ...{ ADDRESS_1: 'text', ADDRESS_2: 'text', CITY: 'text', POSTAL_CODE: 'text' },
  ...{ REGION: 'text', PROVINCE: 'text', COUNTRY: 'text', COUNTRY_CODE: 'text' },
};

function listAddresses(call: MethodCall): MethodAnswer {
  const { seed } = call.portal;
  const keyOf = (row: JsonObject, name: string): string | number =>
    kinds[name] === 'integer' ? Number(row[name]) : String(row[name] ?? '').toLowerCase();
  const conditions = parseFilter(readArray(call, 'filter'), (name) => kinds[name], 0);
  const orders = parseOrder(readArray(call, 'order'), (name) => name in kinds);
  const page = parsePage(findParam(call.params, 'start'));
  const all = Array.from({ length: companies.highest }, (_, at) => at + 1)
    .filter((id) => isShown(call, companies.make(seed, id)))
    .map((id) => makeAddress(seed, id))
    .filter((row) => matches(row, conditions, (one, name) => [keyOf(one, name)]));
  const rows = sortRows(all, orders, keyOf).slice(page.offset, page.offset + pageSize);
  const asked = toList(findParam(call.params, 'select')).map((name) => toText(name).toUpperCase());
  const isWanted = ([name]: readonly [string, unknown]): boolean =>
    asked.length === 0 || asked.includes('*') || asked.includes(name);
  return {
    result: rows.map((row) => Object.fromEntries(Object.entries(row).filter(isWanted))),
    total: page.isCounted ? rows.length : all.length,
    work: { cells: rows.length * 14, counted: all.length },
  };
}

function makeAddress(seed: number, companyId: number): JsonObject {
  const bits = mix(seed, companyId, 403);
  const [city, state] = pick(cities, bits >>> 9);
  return {
    TYPE_ID: '1',
    ENTITY_TYPE_ID: detailsType,
    ENTITY_ID: String(companyId * 2 + 1),
    ADDRESS_1: `${pick(streets, bits)}, ${1 + ((bits >>> 4) % 900)}`,
    ADDRESS_2: bits % 3 === 0 ? String(1 + ((bits >>> 6) % 80)) : null,
    CITY: city,
    POSTAL_CODE: String(10_000 + ((bits >>> 8) % 90_000)),
    REGION: null,
    PROVINCE: state,
    COUNTRY: 'Brasil',
    COUNTRY_CODE: null,
    LOC_ADDR_ID: String(companyId * 3),
    ANCHOR_TYPE_ID: companyType,
    ANCHOR_ID: String(companyId),
  };
}
