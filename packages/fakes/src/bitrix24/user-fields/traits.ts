import type { JsonObject } from '../../json.ts';
import type { DealField } from '../contents/deal-field.ts';
import { defaultSettings } from './user-field-types.ts';

/** The languages that a portal keeps labels in (b24restdocs crm-deal-userfield-get.md). */
export const languages = [
  ...['ar', 'br', 'de', 'en', 'fr', 'hi', 'id', 'in', 'it', 'ja', 'kz'],
  ...['la', 'ms', 'pl', 'ru', 'sc', 'tc', 'th', 'tr', 'ua', 'vn'],
] as const;
/** The language of this portal: that of the titles in crm.deal.fields. */
export const portalLanguage = 'br';

export const labelKinds = [
  'EDIT_FORM_LABEL',
  'LIST_COLUMN_LABEL',
  'LIST_FILTER_LABEL',
  'ERROR_MESSAGE',
  'HELP_MESSAGE',
] as const;
export type LabelKind = (typeof labelKinds)[number];
/** Labels of one kind by language. */
export type Labels = Readonly<Record<string, string | null>>;

/** What the settings of a user field hold beside its name, type and title. */
export interface UserFieldTraits {
  readonly sort: number;
  readonly isMandatory: boolean;
  /** N none, I exact match, E mask, S substring. */
  readonly showFilter: string;
  readonly isShownInList: boolean;
  readonly isEditable: boolean;
  readonly isSearchable: boolean;
  readonly xmlId: string | null;
  readonly settings: JsonObject;
  readonly labels: Readonly<Record<LabelKind, Labels>>;
}

/** The traits of a user field: its own, or those of a field whose settings nobody ever touched. */
export function traitsOf(field: DealField): UserFieldTraits {
  if (field.traits) return field.traits;
  const titles = inAllLanguages(field.title);
  const none = inAllLanguages(null);
  const { statusType } = field;
  return {
    ...{ sort: 100, isMandatory: false, showFilter: 'E', isShownInList: true },
    ...{ isEditable: true, isSearchable: false, xmlId: null },
    settings: {
      ...defaultSettings(field.type),
      ...(statusType === undefined ? {} : { ENTITY_TYPE: statusType }),
    },
    labels: {
      ...{ EDIT_FORM_LABEL: titles, LIST_COLUMN_LABEL: titles, LIST_FILTER_LABEL: titles },
      ...{ ERROR_MESSAGE: none, HELP_MESSAGE: none },
    },
  };
}

/** The same label in every language. */
export function inAllLanguages(label: string | null): Labels {
  return Object.fromEntries(languages.map((language) => [language, label]));
}

/** A label in the portal's language; the field's name where there is none. */
export function labelOf(
  field: Pick<DealField, 'name' | 'title' | 'traits'>,
  kind: LabelKind,
): string {
  if (!field.traits) return field.title;
  const label = field.traits.labels[kind][portalLanguage] ?? '';
  return label === '' ? field.name : label;
}
