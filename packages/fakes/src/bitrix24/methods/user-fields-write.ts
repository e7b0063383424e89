import type { EnumOption } from '../contents/enum-options.ts';
import type { Portal } from '../portal.ts';
import { findParam, isPhpArray, toText, type PhpArray } from '../transport/php-value.ts';
import { findSharedCode, type OptionDraft } from '../user-fields/edit-options.ts';
import {
  addUserField,
  dealEntity,
  removeUserField,
  toFieldName,
  updateUserField,
} from '../user-fields/edit-user-fields.ts';
import { readDrafts, readNewTraits, readTraits } from '../user-fields/read-user-field.ts';
import { labelOf } from '../user-fields/traits.ts';
import { isUserFieldType, type UserFieldType } from '../user-fields/user-field-types.ts';
import { restErrors } from '../wire/rest-error.ts';
import { readId } from './read-call.ts';
import { needUserField } from './user-fields-read.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/** crm.deal.userfield.add: answers the new field's number. */
export const dealUserFieldAdd: VendorMethod = { scopes: ['crm'], run: addField };
/** crm.deal.userfield.update: name, type and multiplicity stay, whatever is sent. */
export const dealUserFieldUpdate: VendorMethod = { scopes: ['crm'], run: updateField };
/** crm.deal.userfield.delete */
export const dealUserFieldDelete: VendorMethod = { scopes: ['crm'], run: deleteField };

const oneWrite = { writes: 1 };
const longestName = 50;

function addField(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const given = readFields(call);
  needAdministrator(portal);
  const { name, type } = readNameAndType(portal, given);
  const isMultiple = isYes(given, 'MULTIPLE');
  const options = readDrafts(given, { isMultiple, isNew: true });
  needOwnCodes([], options);
  const label = toText(given.get('LABEL')).trim();
  const traits = readNewTraits(given, type, label === '' ? name : label);
  const title = labelOf({ name, title: name, traits }, 'EDIT_FORM_LABEL');
  const field = addUserField(portal, { name, type, title, isMultiple, options, traits });
  return { result: Number(field.fieldId), work: oneWrite };
}

function updateField(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const id = readId(call);
  const given = readFields(call);
  needAdministrator(portal);
  const field = needUserField(portal, id);
  const traits = readTraits(given, field);
  const { isMultiple } = field;
  const options = given.has('LIST') ? readDrafts(given, { isMultiple, isNew: false }) : undefined;
  needOwnCodes(portal.dictionaries.options.get(field.name) ?? [], options ?? []);
  const title = labelOf({ ...field, traits }, 'EDIT_FORM_LABEL');
  updateUserField(portal, field, { title, traits, ...(options ? { options } : {}) });
  return { result: true, work: oneWrite };
}

function deleteField(call: MethodCall): MethodAnswer {
  const { portal } = call;
  const id = readId(call);
  needAdministrator(portal);
  removeUserField(portal, needUserField(portal, id));
  return { result: true, work: oneWrite };
}

function readFields({ params }: MethodCall): PhpArray {
  const fields = findParam(params, 'fields');
  if (isPhpArray(fields)) return fields;
  throw restErrors.legacy("Parameter 'fields' must be array.");
}

function needAdministrator({ settings }: Portal): void {
  if (!settings.rights.mayWrite) throw restErrors.legacy('Access denied.');
}

/** What is missing is told at once, line by line; what is wrong only when nothing is missing. */
function readNameAndType(
  { dictionaries }: Portal,
  given: PhpArray,
): { name: string; type: UserFieldType } {
  const type = toText(given.get('USER_TYPE_ID')).trim();
  const code = toText(given.get('FIELD_NAME')).trim();
  const missing = [
    ...(type === '' ? ['USER_TYPE_ID'] : []),
    ...(code === '' ? ['FIELD_NAME'] : []),
  ].map((name) => `The '${name}' field is not found.`);
  if (missing.length > 0) throw restErrors.legacy(missing.join('\n'));
  const name = toFieldName(code);
  const wrong: string[] = [];
  if (name.length > longestName) {
    wrong.push(`The field name is too long (exceeds ${longestName} symbols).`);
  }
  if (!/^[0-9A-Z_]+$/.test(name)) {
    wrong.push('The field name contains invalid symbols. Valid symbols are: A-Z, 0-9 and _.');
  }
  if (!isUserFieldType(type)) wrong.push('The custom type is invalid.');
  if (wrong.length > 0 || !isUserFieldType(type)) throw restErrors.core(wrong.join('<br>'));
  if (dictionaries.fields.has(name)) {
    throw restErrors.core(`The field ${name} for entity ${dealEntity} already exists.`);
  }
  return { name, type };
}

function needOwnCodes(present: readonly EnumOption[], drafts: readonly OptionDraft[]): void {
  const code = findSharedCode(present, drafts);
  if (code === undefined) return;
  throw restErrors.core(`List element with value XML_ID='${code}' already exists`);
}

const isYes = (given: PhpArray, name: string): boolean =>
  toText(given.get(name)).toUpperCase() === 'Y';
