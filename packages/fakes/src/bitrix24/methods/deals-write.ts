import type { DealChanges } from '../memory/deal-store.ts';
import { addDeal, deleteDeal, updateDeal } from '../deal-edits/edit-deals.ts';
import { parseDealFields } from '../deal-edits/parse-deal-fields.ts';
import type { Portal } from '../portal.ts';
import { isVisible } from '../rights.ts';
import { findParam, isPhpArray, type PhpArray } from '../transport/php-value.ts';
import { restErrors } from '../wire/rest-error.ts';
import { readId } from './read-call.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/** crm.deal.add: not idempotent, answers the new id as a number. */
export const dealAdd: VendorMethod = { scopes: ['crm'], run: runAdd };
/** crm.deal.update: true even when fields were dropped. */
export const dealUpdate: VendorMethod = { scopes: ['crm'], run: runUpdate };
/** crm.deal.delete */
export const dealDelete: VendorMethod = { scopes: ['crm'], run: runDelete };

const oneWrite = { writes: 1 };

function runAdd(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const fields = readFields(call);
  if (!portal.settings.rights.mayWrite) throw restErrors.legacy('Access denied.');
  const changes = parseFields(portal, fields, true);
  const checked = checkStage(portal, Number(changes.get('CATEGORY_ID') ?? 0), changes);
  const result = addDeal(portal, checked, { by: portal.settings.webhook.user });
  return { result, work: oneWrite };
}

function runUpdate(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const id = readId(call);
  const fields = readFields(call);
  needWritable(portal, id);
  const changes = parseFields(portal, fields, false);
  const checked = checkStage(portal, Number(portal.deals.read(id, 'CATEGORY_ID')), changes);
  updateDeal(portal, id, { changes: checked, by: portal.settings.webhook.user });
  return { result: true, work: oneWrite };
}

function runDelete(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const id = readId(call);
  needWritable(portal, id);
  deleteDeal(portal, id, { by: portal.settings.webhook.user });
  return { result: true, work: oneWrite };
}

function readFields({ params }: MethodCall): PhpArray {
  const fields = findParam(params, 'fields');
  if (isPhpArray(fields)) return fields;
  throw restErrors.legacy("Parameter 'fields' must be array.");
}

function parseFields(portal: Portal, fields: PhpArray, isAdd: boolean): DealChanges {
  const { dictionaries, settings } = portal;
  return parseDealFields(fields, { dictionaries, offsetMinutes: settings.offsetMinutes, isAdd });
}

function needWritable(portal: Portal, id: number): void {
  if (!portal.deals.exists(id)) throw restErrors.legacy('Not found');
  if (!isVisible(portal, id) || !portal.settings.rights.mayWrite) {
    throw restErrors.legacy('Access denied.');
  }
}

/** What happens to a stage of another funnel is not documented, so the portal can be set. */
function checkStage(portal: Portal, funnel: number, changes: DealChanges): DealChanges {
  const stage = portal.dictionaries.findStage(String(changes.get('STAGE_ID') ?? ''));
  const { foreignStage } = portal.settings;
  if (!stage || (stage.categoryId ?? 0) === funnel || foreignStage === 'accept') return changes;
  if (foreignStage === 'refuse') throw restErrors.legacy('Invalid stage for the deal category.');
  return new Map([...changes].filter(([name]) => name !== 'STAGE_ID'));
}
