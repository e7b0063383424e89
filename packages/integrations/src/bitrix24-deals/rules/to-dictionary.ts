import type {
  DealCategory,
  DealField,
  DealStage,
  PortalUser,
  Status,
} from '@ponte/connectors/bitrix24/model';
import type { DictionaryToStore, FieldToStore } from '../ports.ts';

/** What one full read of a portal's names brought. */
export interface NamesRead {
  readonly fields: readonly DealField[];
  readonly categories: readonly DealCategory[];
  readonly stages: readonly DealStage[];
  readonly statuses: readonly Status[];
  /** Undefined when the portal refuses to name them: what is known stays. */
  readonly users: readonly PortalUser[] | undefined;
}

/** CRM dictionaries that fields of every portal's deals refer to. */
const STATUS_KINDS: ReadonlyMap<string, string> = new Map([
  ['SOURCE', 'source'],
  ['DEAL_TYPE', 'deal-type'],
]);

/** The CRM dictionaries to read: the usual ones and those of custom fields. */
export function listStatusEntities(fields: readonly DealField[]): string[] {
  const own = fields.filter(isStatusField).flatMap(({ statusEntity }) => statusEntity ?? []);
  return [...new Set([...STATUS_KINDS.keys(), ...own])];
}

/** The dictionaries of the portal in one list; `kinds` are those that the read covers in full. */
export function toDictionary(read: NamesRead): {
  kinds: string[];
  entries: DictionaryToStore[];
  fields: FieldToStore[];
} {
  const options = read.fields.flatMap((field) => toOptions(field, read.statuses));
  const entries = [
    ...read.categories.map(({ id, name, sort, isDefault }) =>
      toEntry('category', { code: id, name, sort }, { isDefault }),
    ),
    ...read.stages.map(({ id, name, sort, categoryId, semantic }) =>
      toEntry('stage', { code: id, name, sort }, { categoryId, semantic }),
    ),
    ...read.statuses.flatMap(({ entityId, id, name, sort }) => {
      const kind = STATUS_KINDS.get(entityId);
      return kind === undefined ? [] : [toEntry(kind, { code: id, name, sort }, {})];
    }),
    ...(read.users ?? []).map(({ id, name, isActive }) =>
      toEntry('user', { code: id, name, sort: 0 }, { isActive }),
    ),
    ...options,
  ];
  const enumerations = read.fields.filter(hasOptions).map(({ name }) => `enum:${name}`);
  return {
    kinds: [
      ...['category', 'stage', 'source', 'deal-type'],
      ...(read.users === undefined ? [] : ['user']),
      ...enumerations,
    ],
    entries: [...new Map(entries.map((entry) => [`${entry.kind}/${entry.code}`, entry])).values()],
    fields: read.fields.map(toField),
  };
}

function toEntry(
  kind: string,
  named: { code: string; name: string; sort: number },
  attributes: Readonly<Record<string, unknown>>,
): DictionaryToStore {
  return { kind, ...named, attributes };
}

/** A custom field's codes with their names: its own options, or the entries of a CRM dictionary. */
function toOptions(field: DealField, statuses: readonly Status[]): DictionaryToStore[] {
  const codes = isStatusField(field)
    ? statuses.filter(({ entityId }) => entityId === field.statusEntity)
    : (field.options ?? []);
  return codes.map(({ id, name }, sort) =>
    toEntry(`enum:${field.name}`, { code: id, name, sort }, {}),
  );
}

function hasOptions(field: DealField): boolean {
  return field.type === 'enumeration' || isStatusField(field);
}

function isStatusField({ isCustom, type }: DealField): boolean {
  return isCustom && type === 'crm_status';
}

function toField(field: DealField): FieldToStore {
  return {
    code: field.name,
    type: field.type,
    label: field.title,
    isMultiple: field.isMultiple,
    isCustom: field.isCustom,
    isReadOnly: field.isReadOnly,
  };
}
