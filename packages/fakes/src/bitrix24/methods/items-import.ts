import type { Json } from '../../json.ts';
import type { StoredValue } from '../contents/deal-field.ts';
import { addDeal, nowSeconds } from '../deal-edits/edit-deals.ts';
import type { Portal } from '../portal.ts';
import {
  findParam,
  isPhpArray,
  toInt,
  toList,
  toText,
  type PhpArray,
} from '../transport/php-value.ts';
import { parseWireTime } from '../wire/dates.ts';
import { RestError, restErrors } from '../wire/rest-error.ts';
import { readItemCall, type ItemCall } from './item-call.ts';
import { checkStage, parseChanges } from './items-write.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/** crm.item.import for deals: keeps the times and people that come with the record. */
export const itemImport: VendorMethod = { scopes: ['crm'], run: importOne };
/** crm.item.batchImport: up to twenty records, each of which succeeds or fails alone. */
export const itemBatchImport: VendorMethod = { scopes: ['crm'], run: importMany };

const largestImport = 20;
const noFields: PhpArray = new Map();

function importOne(raw: MethodCall): MethodAnswer {
  const call = readItemCall(raw);
  const fields = findParam(call.params, 'fields');
  if (!isPhpArray(fields)) throw restErrors.missingParameter('fields');
  return { result: { item: { id: importDeal(call, fields) } }, work: { writes: 1 } };
}

function importMany(raw: MethodCall): MethodAnswer {
  const call = readItemCall(raw);
  const data = findParam(call.params, 'data');
  if (!isPhpArray(data)) throw restErrors.missingParameter('data');
  if (data.size > largestImport) throw restErrors.importTooLong(largestImport);
  const items = toList(data).map((fields): Json => {
    try {
      return { item: { id: importDeal(call, isPhpArray(fields) ? fields : noFields) } };
    } catch (error) {
      if (!(error instanceof RestError)) throw error;
      return { error: error.code, error_description: error.message };
    }
  });
  return { result: { items }, work: { writes: items.filter(isImported).length } };
}

const isImported = (item: Json): boolean =>
  typeof item === 'object' && item !== null && 'item' in item;

function importDeal(call: ItemCall, fields: PhpArray): number {
  const { portal } = call;
  if (!portal.settings.rights.mayWrite) throw restErrors.itemAccessDenied();
  const changes = parseChanges(call, fields);
  checkStage(call, changes, Number(changes.get('CATEGORY_ID') ?? 0));
  const stamps = readStamps(portal, fields);
  return addDeal(portal, changes, { by: portal.settings.webhook.user, stamps });
}

const people = [
  ['createdBy', 'CREATED_BY_ID'],
  ['updatedBy', 'MODIFY_BY_ID'],
  ['movedBy', 'MOVED_BY_ID'],
] as const;

/**
 * When and by whom the record was made, changed and moved: nothing lies in the future or before the
 * newest deal that is there, a change is not before the making, a move between the two.
 */
function readStamps(portal: Portal, fields: PhpArray): Map<string, StoredValue> {
  const now = nowSeconds(portal);
  const read = (name: string, code: string): number | undefined => {
    const text = toText(fields.get(name));
    if (text === '') return undefined;
    const ms = parseWireTime(text, portal.settings.offsetMinutes);
    if (ms === undefined || ms > now) throw restErrors.fieldNotValid(code);
    return ms;
  };
  const created = read('createdTime', 'CREATED_TIME') ?? now;
  if (created < newestCreation(portal)) throw restErrors.fieldNotValid('CREATED_TIME');
  const updated = read('updatedTime', 'UPDATED_TIME') ?? now;
  if (updated < created) throw restErrors.fieldNotValid('UPDATED_TIME');
  const moved = read('movedTime', 'MOVED_TIME') ?? created;
  if (moved < created || moved > updated) throw restErrors.fieldNotValid('MOVED_TIME');
  const stamps = new Map<string, StoredValue>([
    ['DATE_CREATE', created],
    ['DATE_MODIFY', updated],
    ['MOVED_TIME', moved],
  ]);
  for (const [name, field] of people) {
    const id = toInt(fields.get(name));
    if (id > 0) stamps.set(field, String(id));
  }
  return stamps;
}

/** Ids rise with the time of creation, so the newest deal is the last one. */
function newestCreation({ deals }: Portal): number {
  const last = deals.ids.at(-1);
  return last === undefined ? 0 : Number(deals.read(last, 'DATE_CREATE'));
}
