import type { JsonObject } from '../../json.ts';
import type { FieldType } from '../contents/deal-field.ts';

/** The types that a user field can be given (b24restdocs crm-userfield-types.md). */
export const userFieldTypes = [
  'string',
  'integer',
  'double',
  'boolean',
  'enumeration',
  'datetime',
  'date',
  'money',
  'url',
  'address',
  'file',
  'employee',
  'crm_status',
  'iblock_section',
  'iblock_element',
  'crm',
] as const satisfies readonly FieldType[];
export type UserFieldType = (typeof userFieldTypes)[number];

const limits = { MIN_VALUE: 0, MAX_VALUE: 0 };
const lengths = { SIZE: 20, MIN_LENGTH: 0, MAX_LENGTH: 0 };
const noDate = { DEFAULT_VALUE: { TYPE: 'NONE', VALUE: '' } };
const block = {
  ...{ IBLOCK_TYPE_ID: '', IBLOCK_ID: 0, DEFAULT_VALUE: '' },
  ...{ DISPLAY: 'LIST', LIST_HEIGHT: 1, ACTIVE_FILTER: 'N' },
};

const settings: Readonly<Record<UserFieldType, JsonObject>> = {
  string: { ...lengths, ROWS: 1, REGEXP: '', DEFAULT_VALUE: '' },
  integer: { SIZE: 20, ...limits, DEFAULT_VALUE: '' },
  double: { PRECISION: 2, SIZE: 20, ...limits, DEFAULT_VALUE: '' },
  boolean: { DEFAULT_VALUE: 0, DISPLAY: 'CHECKBOX' },
  enumeration: { DISPLAY: 'LIST', LIST_HEIGHT: 1, CAPTION_NO_VALUE: '', SHOW_NO_VALUE: 'Y' },
  datetime: noDate,
  date: noDate,
  money: { DEFAULT_VALUE: '' },
  url: { POPUP: 'Y', ...lengths, DEFAULT_VALUE: '' },
  address: { SHOW_MAP: 'Y' },
  file: {
    ...{ SIZE: 20, LIST_WIDTH: 0, LIST_HEIGHT: 0, MAX_SHOW_SIZE: 0, MAX_ALLOWED_SIZE: 0 },
    ...{ EXTENSIONS: [], TARGET_BLANK: 'Y' },
  },
  employee: {},
  crm_status: { ENTITY_TYPE: '' },
  iblock_section: block,
  iblock_element: block,
  crm: { LEAD: 'N', CONTACT: 'N', COMPANY: 'N', DEAL: 'N' },
};

/** True for a type that user fields can have. */
export function isUserFieldType(type: string): type is UserFieldType {
  return Object.hasOwn(settings, type);
}

/** What the settings of a type hold when nobody gave any. */
export function defaultSettings(type: FieldType): JsonObject {
  return isUserFieldType(type) ? settings[type] : {};
}
