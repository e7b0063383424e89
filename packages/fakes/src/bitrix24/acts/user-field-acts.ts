import { ControlRefusal } from '../../control/control-refusal.ts';
import { readInput, type InputReader } from '../../control/read-input.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { DealField } from '../contents/deal-field.ts';
import type { Portal } from '../portal.ts';
import type { OptionDraft } from '../user-fields/edit-options.ts';
import { fromJson } from '../transport/php-value.ts';
import {
  addUserField,
  removeUserField,
  toFieldName,
  updateUserField,
} from '../user-fields/edit-user-fields.ts';
import { mergeSettings } from '../user-fields/read-user-field.ts';
import { inAllLanguages, traitsOf, type UserFieldTraits } from '../user-fields/traits.ts';
import { userFieldTypes } from '../user-fields/user-field-types.ts';
import type { Act } from './act.ts';

const takes = ['name', 'type', 'label', 'multiple', 'options', 'mandatory', 'settings'] as const;

/** What an administrator does with the user fields of deals. Edits fire the vendor's events. */
export const userFieldActs: Readonly<Record<string, Act>> = {
  'add-user-field': { takes, run: addField },
  'edit-user-field': { takes, run: editField },
  'remove-user-field': {
    takes: ['name'],
    run: (portal, input) => {
      const field = needField(portal, input);
      removeUserField(portal, field);
      return { name: field.name, id: Number(field.fieldId) };
    },
  },
};

function addField(portal: Portal, input: InputReader): Json {
  const name = toFieldName(input.text('name'));
  if (portal.dictionaries.fields.has(name)) {
    throw new ControlRefusal(`add-user-field: ${name} is there already. Use edit-user-field.`);
  }
  const type = input.oneOf('type', userFieldTypes);
  const isMultiple = readMultiple(input, type) ?? false;
  const title = input.optionalText('label') ?? name;
  return makeField(portal, input, { name, type, title, isMultiple });
}

/**
 * Changes label, settings, options and whether it is mandatory. The vendor never changes a type or
 * makes a single field multiple: a person deletes the field and makes it again under the same code,
 * and so does this act. The new field has another number, and deals have lost their values.
 */
function editField(portal: Portal, input: InputReader): Json {
  const field = needField(portal, input);
  const type = input.has('type') ? input.oneOf('type', userFieldTypes) : field.type;
  const isMultiple = readMultiple(input, type) ?? (field.isMultiple && type !== 'boolean');
  const title = input.optionalText('label') ?? field.title;
  if (type === field.type && isMultiple === field.isMultiple) {
    const options = readOptions(input);
    const traits = readTraits(field, input);
    const changes = { title, traits, ...(options ? { options } : {}) };
    return describe(portal, updateUserField(portal, field, changes));
  }
  removeUserField(portal, field);
  return makeField(portal, input, { name: field.name, type, title, isMultiple });
}

function makeField(
  portal: Portal,
  input: InputReader,
  core: Pick<DealField, 'name' | 'type' | 'title' | 'isMultiple'>,
): Json {
  const blank = { ...core, isReadOnly: false, isImmutable: false, isDynamic: true };
  const traits = readTraits(blank, input);
  const options = readOptions(input) ?? [];
  return describe(portal, addUserField(portal, { ...core, options, traits }));
}

/** The field's traits with what the request says of them. */
function readTraits(field: DealField, input: InputReader): UserFieldTraits {
  const traits = traitsOf(field);
  const label = input.optionalText('label');
  const labels = label === undefined ? undefined : inAllLanguages(label);
  return {
    ...traits,
    isMandatory: input.optionalBoolean('mandatory') ?? traits.isMandatory,
    settings: input.has('settings')
      ? mergeSettings(traits.settings, fromJson(input.object('settings')))
      : traits.settings,
    labels: {
      ...traits.labels,
      ...(labels
        ? { EDIT_FORM_LABEL: labels, LIST_COLUMN_LABEL: labels, LIST_FILTER_LABEL: labels }
        : {}),
    },
  };
}

function readMultiple(input: InputReader, type: string): boolean | undefined {
  const isMultiple = input.optionalBoolean('multiple');
  if (isMultiple !== true || type !== 'boolean') return isMultiple;
  throw new ControlRefusal('A user field of type boolean cannot be multiple.');
}

/** Options are texts, which are new ones, or {id, value, sort, remove} for those that are there. */
function readOptions(input: InputReader): readonly OptionDraft[] | undefined {
  const lines = input.fields['options'];
  if (lines === undefined) return undefined;
  if (!Array.isArray(lines)) {
    throw new ControlRefusal('"options" must be a list such as ["Sim", {"id":45,"value":"Não"}].');
  }
  return (lines as readonly Json[]).map((line, at) =>
    typeof line === 'string' ? { value: line, sort: (at + 1) * 10 } : readOption(line),
  );
}

function readOption(line: Json): OptionDraft {
  const reader = readInput(isJsonObject(line) ? line : {}, 'options');
  reader.only('id', 'value', 'sort', 'remove');
  const isDeleted = reader.optionalBoolean('remove') ?? false;
  const sort = reader.optionalNumber('sort');
  return {
    isDeleted,
    value: isDeleted ? '' : reader.text('value'),
    ...(reader.has('id') ? { id: String(reader.integer('id')) } : {}),
    ...(sort === undefined ? {} : { sort }),
  };
}

function needField({ dictionaries }: Portal, input: InputReader): DealField {
  const name = input.text('name').toUpperCase();
  const field = dictionaries.fields.get(name) ?? dictionaries.fields.get(toFieldName(name));
  if (field?.isDynamic === true) return field;
  throw new ControlRefusal(
    `The deals have no user field ${name}. GET /state?userFields=1 shows all.`,
  );
}

function describe({ dictionaries }: Portal, field: DealField): JsonObject {
  const { name, type, title, isMultiple } = field;
  const options = dictionaries.options.get(name) ?? [];
  return {
    ...{ name, id: Number(field.fieldId), type, label: title, multiple: isMultiple },
    options: options.map(({ id, sort, value }) => ({ id, sort, value })),
  };
}
