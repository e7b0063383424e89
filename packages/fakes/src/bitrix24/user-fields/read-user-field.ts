import type { Json, JsonObject } from '../../json.ts';
import type { DealField } from '../contents/deal-field.ts';
import {
  isPhpArray,
  toInt,
  toList,
  toPhpJson,
  toText,
  type PhpArray,
  type PhpValue,
} from '../transport/php-value.ts';
import type { OptionDraft } from './edit-options.ts';
import {
  inAllLanguages,
  languages,
  traitsOf,
  type LabelKind,
  type Labels,
  type UserFieldTraits,
} from './traits.ts';
import { defaultSettings, type UserFieldType } from './user-field-types.ts';

/** The traits of a field that is being made; what is not said is the vendor's default. */
export function readNewTraits(
  given: PhpArray,
  type: UserFieldType,
  defaultLabel: string,
): UserFieldTraits {
  return {
    sort: Math.max(toInt(given.get('SORT')), 0) || 100,
    isMandatory: isYes(given.get('MANDATORY')),
    showFilter: readShowFilter(given.get('SHOW_FILTER'), type),
    isShownInList: !isNo(given.get('SHOW_IN_LIST')),
    isEditable: !isNo(given.get('EDIT_IN_LIST')),
    isSearchable: isYes(given.get('IS_SEARCHABLE')),
    xmlId: given.has('XML_ID') ? toText(given.get('XML_ID')) : null,
    settings: mergeSettings(defaultSettings(type), given.get('SETTINGS')),
    labels: toLabelKinds((kind) => readLabels(given.get(kind), defaultLabel)),
  };
}

/** The traits of a field after a change; what is not said stays. */
export function readTraits(given: PhpArray, field: DealField): UserFieldTraits {
  const old = traitsOf(field);
  const read = <T>(name: string, present: T, parse: (value: PhpValue) => T): T => {
    const value = given.get(name);
    return value === undefined || value === null ? present : parse(value);
  };
  return {
    sort: read('SORT', old.sort, (value) => Math.max(toInt(value), 0) || old.sort),
    isMandatory: read('MANDATORY', old.isMandatory, isYes),
    showFilter: read('SHOW_FILTER', old.showFilter, (value) => readShowFilter(value, field.type)),
    isShownInList: read('SHOW_IN_LIST', old.isShownInList, (value) => !isNo(value)),
    isEditable: read('EDIT_IN_LIST', old.isEditable, (value) => !isNo(value)),
    isSearchable: read('IS_SEARCHABLE', old.isSearchable, isYes),
    xmlId: read('XML_ID', old.xmlId, toText),
    settings: mergeSettings(old.settings, given.get('SETTINGS')),
    labels: toLabelKinds((kind) => read(kind, old.labels[kind], (value) => readLabels(value, ''))),
  };
}

/** Reads LIST: lines without a value are no options, unless they delete one that is there. */
export function readDrafts(
  given: PhpArray,
  { isMultiple, isNew }: { isMultiple: boolean; isNew: boolean },
): readonly OptionDraft[] {
  const drafts = toList(given.get('LIST'))
    .filter(isPhpArray)
    .map((line) => readDraft(line, isNew));
  if (isMultiple) return drafts;
  // Of a single list the first line that wants to be the default is it.
  const first = drafts.findIndex(({ isDefault }) => isDefault);
  return drafts.map(({ isDefault, ...draft }, at) =>
    first < 0 || isDefault === undefined ? draft : { ...draft, isDefault: at === first },
  );
}

function readDraft(line: PhpArray, isNew: boolean): OptionDraft {
  const id = toInt(line.get('ID'));
  const sort = toInt(line.get('SORT'));
  const xmlId = toText(line.get('XML_ID'));
  return {
    value: toText(line.get('VALUE')).trim(),
    ...(isNew || id <= 0 ? {} : { id: String(id), isDeleted: isYes(line.get('DEL')) }),
    ...(sort > 0 ? { sort } : {}),
    ...(xmlId === '' ? {} : { xmlId }),
    ...(line.has('DEF') ? { isDefault: isYes(line.get('DEF')) } : {}),
  };
}

/** A text holds for all languages; a map for those it names, the default for the others. */
function readLabels(value: PhpValue | undefined, defaultLabel: string): Labels {
  if (!isPhpArray(value)) {
    const label = toText(value);
    return inAllLanguages(label === '' ? defaultLabel : label);
  }
  return Object.fromEntries(
    languages.map((language) => [language, toText(value.get(language)) || defaultLabel]),
  );
}

/** Only what the type's settings hold is taken over. */
export function mergeSettings(present: JsonObject, given: PhpValue | undefined): JsonObject {
  if (!isPhpArray(given)) return present;
  return Object.fromEntries(
    Object.entries(present).map(([name, value]) => {
      const wanted = given.get(name);
      if (wanted === undefined || wanted === null) return [name, value];
      return [name, typeof value === 'number' ? toInt(wanted) : toJson(wanted)];
    }),
  );
}

function toJson(value: PhpValue): Json {
  if (!isPhpArray(value)) return value;
  return toPhpJson(new Map([...value].map(([key, item]) => [key, toJson(item)])));
}

/** Y is the mask; employees are found exactly. */
function readShowFilter(value: PhpValue | undefined, type: string): string {
  if (!isYes(value)) return 'N';
  return type === 'employee' ? 'I' : 'E';
}

function toLabelKinds(read: (kind: LabelKind) => Labels): UserFieldTraits['labels'] {
  return {
    EDIT_FORM_LABEL: read('EDIT_FORM_LABEL'),
    LIST_COLUMN_LABEL: read('LIST_COLUMN_LABEL'),
    LIST_FILTER_LABEL: read('LIST_FILTER_LABEL'),
    ERROR_MESSAGE: read('ERROR_MESSAGE'),
    HELP_MESSAGE: read('HELP_MESSAGE'),
  };
}

const isYes = (value: PhpValue | undefined): boolean => toText(value).toUpperCase() === 'Y';
const isNo = (value: PhpValue | undefined): boolean => toText(value).toUpperCase() === 'N';
