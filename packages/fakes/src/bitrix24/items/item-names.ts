import type { DealField } from '../contents/deal-field.ts';

/** How one call writes user fields: as `ufCrm_17…`, or as the portal keeps them. */
export type UserFieldNames = 'camel' | 'original';

// The universal methods name these otherwise than the deal's own (b24restdocs object-fields.md).
const otherNames: Readonly<Record<string, string>> = {
  CREATED_BY_ID: 'CREATED_BY',
  MODIFY_BY_ID: 'UPDATED_BY',
  DATE_CREATE: 'CREATED_TIME',
  DATE_MODIFY: 'UPDATED_TIME',
  MOVED_BY_ID: 'MOVED_BY',
};

/** A field's name in capitals as crm.item.fields shows it: CREATED_TIME for DATE_CREATE. */
export function toUpperName(field: DealField): string {
  return otherNames[field.name] ?? field.name;
}

/** A field's name in the universal methods: stageId, createdTime, ufCrm_1721244482250. */
export function toItemName(field: DealField, userFieldNames: UserFieldNames): string {
  if (!field.isDynamic) return toCamel(toUpperName(field));
  return userFieldNames === 'original' ? field.name : toCamel(field.name);
}

/** Fields by their name in the universal methods; names are case-sensitive there. */
export function indexByItemName(
  fields: Iterable<DealField>,
  userFieldNames: UserFieldNames,
): ReadonlyMap<string, DealField> {
  return new Map([...fields].map((field) => [toItemName(field, userFieldNames), field]));
}

/** The vendor keeps the underscore in front of a digit: UF_CRM_17 is ufCrm_17. */
function toCamel(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
