import type { JsonObject } from '../../json.ts';
import type { PortalUser } from '../contents/users.ts';
import { matches, parseFilter } from '../lists/filter.ts';
import { sortRows } from '../lists/order.ts';
import { pageKeys, pageSize, pageWork, parsePage } from '../lists/page.ts';
import { findParam, isPhpArray, isTruthy, toText, type PhpArray } from '../transport/php-value.ts';
import { toWireTime } from '../wire/dates.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/** user.get: ACTIVE is a real boolean, TIMESTAMP_X an empty object; basic scopes see less. */
export const userGet: VendorMethod = {
  scopes: ['user', 'user_basic', 'user_brief'],
  run: getUsers,
};

const kinds = {
  ID: 'integer',
  ACTIVE: 'code',
  NAME: 'text',
  LAST_NAME: 'text',
  EMAIL: 'text',
  UF_DEPARTMENT: 'integer',
  USER_TYPE: 'code',
} as const;
type UserKey = keyof typeof kinds;
const isUserKey = (name: string): name is UserKey => name in kinds;

function getUsers({ portal, params }: MethodCall): MethodAnswer {
  const conditions = parseFilter(
    readFilter(params),
    (name) => (isUserKey(name) ? kinds[name] : undefined),
    0,
  );
  const users = portal.dictionaries.users.filter((user) =>
    matches(user, conditions, (row, name) => [keyOf(row, name)]),
  );
  const sort = toText(findParam(params, 'sort')).toUpperCase();
  const descending = toText(findParam(params, 'order')).toLowerCase() === 'desc';
  sortRows(users, [{ field: isUserKey(sort) ? sort : 'ID', descending }], keyOf);
  const page = parsePage(findParam(params, 'start'));
  const rows = users.slice(page.offset, page.offset + pageSize);
  const { rights, offsetMinutes } = portal.settings;
  const seesAll = rights.scopes.includes('user');
  return {
    result: rows.map((user) => (seesAll ? toUser(user, offsetMinutes) : toBriefUser(user))),
    ...pageKeys(page, users.length),
    work: { cells: rows.length * 12, ...pageWork(page, users.length) },
  };
}

/** Conditions stand in FILTER or, in older calls, beside it. */
function readFilter(params: PhpArray): PhpArray {
  const given = findParam(params, 'filter');
  const beside = [...params].filter(([name]) => isUserKey(name.toUpperCase()));
  const filter = new Map([...beside, ...(isPhpArray(given) ? given : [])]);
  for (const [name, value] of filter) {
    const isActive = name.toUpperCase().endsWith('ACTIVE') && !isPhpArray(value);
    if (isActive)
      filter.set(name, isTruthy(value) && value !== 'N' && value !== 'false' ? 'y' : 'n');
  }
  return filter;
}

function keyOf(user: PortalUser, name: string): string | number {
  if (name === 'ID') return user.id;
  if (name === 'UF_DEPARTMENT') return user.department;
  if (name === 'ACTIVE') return user.isActive ? 'y' : 'n';
  if (name === 'NAME') return user.firstName.toLowerCase();
  if (name === 'LAST_NAME') return user.lastName.toLowerCase();
  return name === 'EMAIL' ? user.email.toLowerCase() : 'employee';
}

function toBriefUser(user: PortalUser): JsonObject {
  return {
    ID: String(user.id),
    XML_ID: '',
    ACTIVE: user.isActive,
    NAME: user.firstName,
    LAST_NAME: user.lastName,
    SECOND_NAME: '',
    WORK_POSITION: user.position,
    UF_DEPARTMENT: [user.department],
    USER_TYPE: 'employee',
  };
}

const lastLoginMs = Date.parse('2026-10-30T07:00:00Z');
const registeredMs = Date.parse('2021-01-04T00:00:00Z');

function toUser(user: PortalUser, offsetMinutes: number): JsonObject {
  return {
    ...toBriefUser(user),
    EMAIL: user.email,
    LAST_LOGIN: toWireTime(lastLoginMs, offsetMinutes),
    DATE_REGISTER: toWireTime(registeredMs, offsetMinutes),
    IS_ONLINE: 'N',
    TIME_ZONE: '',
    TIMESTAMP_X: {},
    LAST_ACTIVITY_DATE: {},
    PERSONAL_GENDER: '',
    PERSONAL_BIRTHDAY: '',
    PERSONAL_MOBILE: '',
    PERSONAL_CITY: '',
    WORK_PHONE: '',
    UF_EMPLOYMENT_DATE: '',
  };
}
