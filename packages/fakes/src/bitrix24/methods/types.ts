import { findParam, isPhpArray, toInt, type PhpArray } from '../transport/php-value.ts';
import { restErrors } from '../wire/rest-error.ts';
import { readItemArray } from './item-call.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/** crm.type.list: this portal has no smart processes, but its questions are checked. */
export const typeList: VendorMethod = { scopes: ['crm'], run: listTypes };

const known: ReadonlySet<string> = new Set([
  ...['id', 'title', 'code', 'entityTypeId', 'customSectionId', 'createdBy', 'updatedBy'],
  ...['createdTime', 'updatedTime', 'isCategoriesEnabled', 'isStagesEnabled', 'isClientEnabled'],
  ...['isBeginCloseDatesEnabled', 'isUseInUserfieldEnabled', 'isLinkWithProductsEnabled'],
  ...['isMycompanyEnabled', 'isDocumentsEnabled', 'isSourceEnabled', 'isObserversEnabled'],
  ...['isRecyclebinEnabled', 'isAutomationEnabled', 'isBizProcEnabled', 'isSetOpenPermissions'],
  ...['isPaymentsEnabled', 'isCountersEnabled'],
]);

function listTypes(call: MethodCall): MethodAnswer {
  for (const name of readItemArray(call, 'order').keys()) {
    if (!known.has(name)) throw restErrors.unknownTypeField(toColumn(name));
  }
  checkFilter(readItemArray(call, 'filter'));
  const isCounted = toInt(findParam(call.params, 'start')) >= 0;
  return { result: { types: [] }, total: 0, ...(isCounted ? { work: { counted: 0 } } : {}) };
}

/** Names are camelCase; capitals become words of their own, so that ID is looked for as I_D. */
function toColumn(name: string): string {
  return name
    .replaceAll(/[A-Z]/g, (letter) => `_${letter}`)
    .replace(/^_/, '')
    .toUpperCase();
}

function checkFilter(filter: PhpArray): void {
  for (const [key, value] of filter) {
    if (key === 'logic') continue;
    if (/^\d+$/.test(key) && isPhpArray(value)) {
      checkFilter(value);
      continue;
    }
    const name = key.replace(/^[^a-z]*/i, '');
    if (known.has(name)) continue;
    throw restErrors.invalidArgument(`Invalid filter: field '${name}' is not allowed in filter`);
  }
}
