import type { JsonObject } from '../../json.ts';
import type { StatusRow } from '../contents/stages.ts';
import { matches, parseFilter } from '../lists/filter.ts';
import { parseOrder, sortRows } from '../lists/order.ts';
import { readArray } from './read-call.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/** crm.status.list: the rows of the CRM dictionaries, all at once. */
export const statusList: VendorMethod = { scopes: ['crm'], run: listStatuses };

const kinds = {
  ID: 'integer',
  SORT: 'integer',
  ENTITY_ID: 'code',
  STATUS_ID: 'code',
  NAME: 'code',
  CATEGORY_ID: 'integer',
  SEMANTICS: 'code',
  SYSTEM: 'code',
} as const;
type StatusKey = keyof typeof kinds;
const isStatusKey = (name: string): name is StatusKey => name in kinds;

function listStatuses(call: MethodCall): MethodAnswer {
  const { statuses } = call.portal.dictionaries;
  const conditions = parseFilter(
    readArray(call, 'filter'),
    (name) => (isStatusKey(name) ? kinds[name] : undefined),
    0,
  );
  const rows = statuses.filter((row) =>
    matches(row, conditions, (status, name) => [keyOf(status, name)]),
  );
  const orders = parseOrder(readArray(call, 'order'), isStatusKey);
  sortRows(rows, orders.length > 0 ? orders : [{ field: 'SORT', descending: false }], keyOf);
  return { result: rows.map(toStatus), total: rows.length, work: { cells: rows.length * 11 } };
}

function keyOf(row: StatusRow, name: string): string | number {
  if (name === 'ID') return Number(row.id);
  if (name === 'SORT') return row.sort;
  if (name === 'CATEGORY_ID') return row.categoryId ?? '';
  if (name === 'ENTITY_ID') return row.entityId.toLowerCase();
  if (name === 'STATUS_ID') return row.statusId.toLowerCase();
  if (name === 'SYSTEM') return row.isSystem ? 'y' : 'n';
  return name === 'NAME' ? row.name.toLowerCase() : (row.semantics ?? '').toLowerCase();
}

function toStatus(row: StatusRow): JsonObject {
  return {
    ID: row.id,
    ENTITY_ID: row.entityId,
    STATUS_ID: row.statusId,
    NAME: row.name,
    NAME_INIT: row.nameInit,
    SORT: String(row.sort),
    SYSTEM: row.isSystem ? 'Y' : 'N',
    CATEGORY_ID: row.categoryId === null ? null : String(row.categoryId),
    COLOR: row.color,
    SEMANTICS: row.semantics,
    ...(row.entityId.startsWith('DEAL_STAGE')
      ? { EXTRA: { SEMANTICS: row.extra, COLOR: row.color } }
      : {}),
  };
}
