import type { StoredValue } from '../contents/deal-field.ts';
import { addDeal, deleteDeal, moveFunnel, updateDeal } from '../deal-edits/edit-deals.ts';
import { parseDealFields } from '../deal-edits/parse-deal-fields.ts';
import { isVisible } from '../rights.ts';
import {
  findParam,
  isPhpArray,
  toList,
  type PhpArray,
  type PhpValue,
} from '../transport/php-value.ts';
import { restErrors } from '../wire/rest-error.ts';
import { readItemCall, readItemId, type ItemCall } from './item-call.ts';
import { toWholeItem } from './items-read.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/** crm.item.add for deals: answers the whole item. */
export const itemAdd: VendorMethod = { scopes: ['crm'], run: addItem };
/** crm.item.update for deals: may change the funnel, and does nothing when nothing differs. */
export const itemUpdate: VendorMethod = { scopes: ['crm'], run: updateItem };
/** crm.item.delete for deals: answers an empty list. */
export const itemDelete: VendorMethod = { scopes: ['crm'], run: deleteItem };

type Changes = Map<string, StoredValue>;

const oneWrite = { writes: 1 };

function addItem(raw: MethodCall): MethodAnswer {
  const call = readItemCall(raw);
  const { portal } = call;
  const changes = readChanges(call);
  if (!portal.settings.rights.mayWrite) throw restErrors.itemAccessDenied();
  checkStage(call, changes, Number(changes.get('CATEGORY_ID') ?? 0));
  const id = addDeal(portal, changes, { by: portal.settings.webhook.user });
  return { result: { item: toWholeItem(call, id) }, work: oneWrite };
}

function updateItem(raw: MethodCall): MethodAnswer {
  const call = readItemCall(raw);
  const { portal } = call;
  const id = readItemId(call);
  const given = readChanges(call);
  needWritable(call, id);
  const changes: Changes = new Map(
    [...given].filter(([name, value]) => !isSame(value, portal.deals.read(id, name))),
  );
  const result = (): MethodAnswer => ({
    result: { item: toWholeItem(call, id) },
    work: oneWrite,
  });
  if (changes.size === 0) return result();
  const by = portal.settings.webhook.user;
  const funnel = Number(changes.get('CATEGORY_ID') ?? portal.deals.read(id, 'CATEGORY_ID'));
  checkStage(call, changes, funnel);
  // Webhooks hear nothing of the move itself, whatever way it was made.
  if (changes.delete('CATEGORY_ID')) moveFunnel(portal, id, { by, funnel });
  if (changes.size > 0) updateDeal(portal, id, { changes, by });
  return result();
}

function deleteItem(raw: MethodCall): MethodAnswer {
  const call = readItemCall(raw);
  const id = readItemId(call);
  needWritable(call, id);
  deleteDeal(call.portal, id, { by: call.portal.settings.webhook.user });
  return { result: [], work: oneWrite };
}

/** What the portal keeps of `fields`; wrong names and values are dropped without a word. */
function readChanges(call: ItemCall): Changes {
  const given = findParam(call.params, 'fields');
  if (!isPhpArray(given)) throw restErrors.missingParameter('fields');
  return parseChanges(call, given);
}

/** What the portal keeps of a record in the spelling of the universal methods. */
export function parseChanges(call: ItemCall, given: PhpArray): Changes {
  const { dictionaries, settings } = call.portal;
  return parseDealFields(toPortalNames(call, given), {
    ...{ dictionaries, offsetMinutes: settings.offsetMinutes },
    // The funnel may be set here at any time.
    isAdd: true,
  });
}

function toPortalNames({ fields }: ItemCall, given: PhpArray): PhpArray {
  const named = new Map<string, PhpValue>();
  for (const [name, value] of given) {
    const field = fields.get(name);
    // An empty list clears nothing here (b24restdocs issue 269).
    const isEmptyList = field?.isMultiple === true && isPhpArray(value) && value.size === 0;
    if (field !== undefined && !isEmptyList) named.set(field.name, toPortalValue(value, field));
    if (name === 'contactIds') named.set('CONTACT_ID', toList(value)[0] ?? '');
  }
  return named;
}

function toPortalValue(value: PhpValue, { type }: { type: string }): PhpValue {
  return type === 'char' && typeof value === 'boolean' ? (value ? 'Y' : 'N') : value;
}

function needWritable({ portal }: ItemCall, id: number): void {
  if (!isVisible(portal, id) || !portal.settings.rights.mayWrite) {
    throw restErrors.itemAccessDenied();
  }
}

/** Refuses or drops a stage of another funnel, as the portal is set. */
export function checkStage({ portal }: ItemCall, changes: Changes, funnel: number): void {
  const stage = portal.dictionaries.findStage(String(changes.get('STAGE_ID') ?? ''));
  const { foreignStage } = portal.settings;
  if (!stage || (stage.categoryId ?? 0) === funnel || foreignStage === 'accept') return;
  if (foreignStage === 'refuse') throw restErrors.fieldNotValid('STAGE_ID');
  changes.delete('STAGE_ID');
}

function isSame(left: StoredValue, right: StoredValue): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
