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

/** The dictionaries of the portal in one list; `kinds` are those that the read covers in full. */
export function toDictionary(read: NamesRead): {
  kinds: string[];
  entries: DictionaryToStore[];
  fields: FieldToStore[];
} {
  const options = read.fields.flatMap(toOptions);
  const entries = [
    ...read.categories.map(({ id, name, sort, isDefault }) =>
      toEntry('category', { code: id, name, sort }, { isDefault }),
    ),
    ...read.stages.map(({ id, name, sort, categoryId, semantic }) =>
      toEntry('stage', { code: id, name, sort }, { categoryId, semantic }),
    ),
    ...read.statuses.map(({ entityId, id, name, sort }) =>
      toEntry(entityId === 'SOURCE' ? 'source' : 'deal-type', { code: id, name, sort }, {}),
    ),
    ...(read.users ?? []).map(({ id, name, isActive }) =>
      toEntry('user', { code: id, name, sort: 0 }, { isActive }),
    ),
    ...options,
  ];
  const enumerations = read.fields
    .filter(({ type }) => type === 'enumeration')
    .map(({ name }) => `enum:${name}`);
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

function toOptions(field: DealField): DictionaryToStore[] {
  return (field.options ?? []).map(({ id, name }, sort) =>
    toEntry(`enum:${field.name}`, { code: id, name, sort }, {}),
  );
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
