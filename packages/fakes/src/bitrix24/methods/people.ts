import type { Json, JsonObject } from '../../json.ts';
import { mix, pick } from '../../seeded/random.ts';
import { userIds } from '../contents/users.ts';
import { cities, firstNames, lastNames } from '../contents/words.ts';
import type { FilterKind } from '../lists/comparable.ts';
import { matches, parseFilter } from '../lists/filter.ts';
import { parseOrder, sortRows } from '../lists/order.ts';
import { pageKeys, pageSize, pageWork, parsePage } from '../lists/page.ts';
import { findParam, toList, toText } from '../transport/php-value.ts';
import { restErrors } from '../wire/rest-error.ts';
import { readArray, readId } from './read-call.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/** A kind of people or companies: numbered from 1, made from the seed. */
interface People {
  readonly highest: number;
  make(seed: number, id: number): JsonObject;
}

const contacts: People = { highest: 5000, make: makeContact };
/** The companies of the portal. */
export const companies: People = { highest: 400, make: makeCompany };

/** crm.contact.get: scalars are texts, PHONE and EMAIL are absent when empty. */
export const contactGet = toGet(contacts);
/** crm.contact.list: PHONE and EMAIL come only when they are named. */
export const contactList = toListMethod(contacts);
/** crm.company.get */
export const companyGet = toGet(companies);
/** crm.company.list */
export const companyList = toListMethod(companies);

function toGet({ highest, make }: People): VendorMethod {
  const run = (call: MethodCall): MethodAnswer => {
    const id = readId(call);
    if (id > highest) throw restErrors.legacy('Not found');
    const result = make(call.portal.seed, id);
    if (!isShown(call, result)) throw restErrors.legacy('Access denied.');
    return { result };
  };
  return { scopes: ['crm'], run };
}

function toListMethod(people: People): VendorMethod {
  return { scopes: ['crm'], run: (call) => listPeople(call, people) };
}

/** The webhook's owner may be shown his own people only. */
export function isShown({ portal }: MethodCall, row: JsonObject): boolean {
  const { rights, webhook } = portal.settings;
  return !rights.ownOnly || row['ASSIGNED_BY_ID'] === webhook.user;
}

const kinds: Readonly<Record<string, FilterKind>> = {
  ...{ ID: 'integer', ASSIGNED_BY_ID: 'integer', NAME: 'text', LAST_NAME: 'text' },
  ...{ TITLE: 'text', ADDRESS_CITY: 'text', HAS_PHONE: 'code', HAS_EMAIL: 'code' },
};
const multiFields: ReadonlySet<string> = new Set(['PHONE', 'EMAIL']);

function listPeople(call: MethodCall, { highest, make }: People): MethodAnswer {
  const { seed } = call.portal;
  const keyOf = (row: JsonObject, name: string): string | number =>
    kinds[name] === 'integer' ? Number(row[name]) : String(row[name] ?? '').toLowerCase();
  const kindOf = (name: string): FilterKind | undefined => kinds[name];
  const conditions = parseFilter(readArray(call, 'filter'), kindOf, 0);
  const orders = parseOrder(readArray(call, 'order'), (name) => kindOf(name) !== undefined);
  const page = parsePage(findParam(call.params, 'start'));
  const all = Array.from({ length: highest }, (_, at) => make(seed, at + 1));
  const found = all.filter(
    (row) => isShown(call, row) && matches(row, conditions, (one, name) => [keyOf(one, name)]),
  );
  const rows = sortRows(found, orders, keyOf).slice(page.offset, page.offset + pageSize);
  const asked = new Set(
    toList(findParam(call.params, 'select')).map((name) => toText(name).toUpperCase()),
  );
  const isWanted = (name: string): boolean =>
    name === 'ID' ||
    asked.has(name) ||
    (!multiFields.has(name) && (asked.size === 0 || asked.has('*')));
  return {
    result: rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => isWanted(name))),
    ),
    ...pageKeys(page, found.length),
    work: { cells: rows.length * 10, ...pageWork(page, found.length) },
  };
}

function makeContact(seed: number, id: number): JsonObject {
  const bits = mix(seed, id, 401);
  return {
    ID: String(id),
    NAME: pick(firstNames, bits),
    SECOND_NAME: null,
    LAST_NAME: pick(lastNames, bits >>> 5),
    COMPANY_ID: null,
    ASSIGNED_BY_ID: String(pick(userIds, bits >>> 13)),
    ADDRESS_CITY: pick(cities, bits >>> 9)[0],
    ...reach(id, bits),
  };
}

function makeCompany(seed: number, id: number): JsonObject {
  const bits = mix(seed, id, 402);
  return {
    ID: String(id),
    TITLE: `${pick(lastNames, bits)} & Filhos Ltda`,
    COMPANY_TYPE: 'CUSTOMER',
    ASSIGNED_BY_ID: String(pick(userIds, bits >>> 13)),
    ADDRESS_CITY: pick(cities, bits >>> 9)[0],
    ...reach(id, bits),
  };
}

function reach(id: number, bits: number): Readonly<Record<string, Json>> {
  const hasPhone = bits % 4 !== 0;
  const hasEmail = bits % 3 !== 0;
  const entry = (type: string, offset: number, value: string): Json => [
    { ID: String(id * 2 + offset), VALUE_TYPE: 'WORK', VALUE: value, TYPE_ID: type },
  ];
  return {
    HAS_PHONE: hasPhone ? 'Y' : 'N',
    HAS_EMAIL: hasEmail ? 'Y' : 'N',
    ...(hasPhone ? { PHONE: entry('PHONE', 0, `+5511900${String(id).padStart(6, '0')}`) } : {}),
    ...(hasEmail ? { EMAIL: entry('EMAIL', 1, `pessoa${id}@exemplo.com.br`) } : {}),
  };
}
