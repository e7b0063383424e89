import type { UserFieldTraits } from '../user-fields/traits.ts';

/** Field types as crm.deal.fields and crm.deal.userfield.list name them. */
export type FieldType =
  | 'integer'
  | 'string'
  | 'char'
  | 'double'
  | 'datetime'
  | 'date'
  | 'boolean'
  | 'money'
  | 'url'
  | 'file'
  | 'enumeration'
  | 'employee'
  | 'user'
  | 'crm_status'
  | 'crm_category'
  | 'crm_currency'
  | 'crm_company'
  | 'crm_contact'
  | 'crm_lead'
  | 'crm_quote'
  | 'location'
  | 'address'
  | 'iblock_section'
  | 'iblock_element'
  | 'crm';

/** One field of a deal. */
export interface DealField {
  readonly name: string;
  readonly type: FieldType;
  readonly title: string;
  readonly isReadOnly: boolean;
  readonly isImmutable: boolean;
  readonly isMultiple: boolean;
  /** True for user fields (UF_…). */
  readonly isDynamic: boolean;
  readonly statusType?: string;
  /** The user field's own number. */
  readonly fieldId?: string;
  /** What its settings hold where they were ever changed. */
  readonly traits?: UserFieldTraits;
}

/** A file of a file field. */
export interface FileValue {
  readonly id: string;
  readonly showUrl: string;
  readonly downloadUrl: string;
}

/** A value as the portal keeps it: dates as epoch milliseconds, everything else as text. */
export type StoredValue = string | number | readonly (string | number)[] | FileValue | null;

export const isFileValue = (value: StoredValue): value is FileValue =>
  typeof value === 'object' && value !== null && 'downloadUrl' in value;
