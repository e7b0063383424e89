import type { StoredValue } from '../contents/deal-field.ts';
import { generateDealIds } from '../contents/deal-ids.ts';
import {
  creationMs,
  systemFieldGenerators,
  type DealSurroundings,
} from '../contents/generate-deal.ts';
import { userFieldGenerator, type FieldGenerator } from '../contents/generate-user-field.ts';
import type { StatusRow } from '../contents/stages.ts';
import { lowerBound } from '../lists/lower-bound.ts';
import type { Breakage } from './breakage.ts';
import type { Dictionaries } from './dictionaries.ts';

/** The values of one deal that differ from what its seed generates. */
export type DealChanges = ReadonlyMap<string, StoredValue>;

/**
 * The portal's deals. A generated deal is never stored: each value is computed from the seed when
 * it is read, and only edits lie in memory, so that a million deals cost their ids.
 */
export interface DealStore {
  /** Ascending ids, deleted ones included; ask `exists`. */
  readonly ids: readonly number[];
  readonly liveCount: number;
  readonly deletedIds: ReadonlySet<number>;
  exists(id: number): boolean;
  wasDeleted(id: number): boolean;
  read(id: number, field: string): StoredValue;
  /** A reader of one deal's fields, for those who read many of them. */
  open(id: number): (field: string) => StoredValue;
  write(id: number, changes: DealChanges): void;
  /** Adds a deal behind the highest id and returns its id. */
  create(changes: DealChanges): number;
  remove(id: number): void;
  restore(id: number): void;
  /** Forgets every value of a field, as a dropped column does. */
  dropField(field: string): void;
  readonly breakages: Map<number, Breakage>;
}

/** Makes the store of `count` deals of a seed. */
export function createDealStore(
  seed: number,
  count: number,
  dictionaries: Dictionaries,
): DealStore {
  const ids = generateDealIds(seed, count);
  const lastGenerated = ids.at(-1) ?? 0;
  const generators = createGenerators(seed, lastGenerated, dictionaries);
  const overlay = new Map<number, Map<string, StoredValue>>();
  const deletedIds = new Set<number>();
  const isGenerated = (id: number): boolean =>
    id <= lastGenerated && ids[lowerBound(ids, id)] === id;
  const known = (id: number): boolean => isGenerated(id) || overlay.has(id);

  const open = (id: number): ((field: string) => StoredValue) => {
    const changes = overlay.get(id);
    const deal = isGenerated(id)
      ? { seed, id, createdMs: creationMs(id, lastGenerated) }
      : undefined;
    const stored = (field: string): StoredValue => {
      const changed = changes?.get(field);
      if (changed !== undefined) return changed;
      return (deal && generators.get(field)?.(deal)) ?? null;
    };
    return (field) =>
      derivedFields.has(field)
        ? derive(field, dictionaries.findStage(String(stored('STAGE_ID'))))
        : stored(field);
  };
  const write = (id: number, changes: DealChanges): void => {
    const mine = overlay.get(id) ?? new Map<string, StoredValue>();
    for (const [field, value] of changes) mine.set(field, value);
    overlay.set(id, mine);
  };

  return {
    ids,
    deletedIds,
    breakages: new Map(),
    get liveCount() {
      return ids.length - deletedIds.size;
    },
    exists: (id) => known(id) && !deletedIds.has(id),
    wasDeleted: (id) => deletedIds.has(id),
    open,
    read: (id, field) => open(id)(field),
    write,
    create: (changes) => {
      const id = (ids.at(-1) ?? 0) + 2;
      ids.push(id);
      write(id, new Map([...changes, ['ID', String(id)]]));
      return id;
    },
    remove: (id) => deletedIds.add(id),
    restore: (id) => deletedIds.delete(id),
    dropField: (field) => {
      generators.delete(field);
      for (const changes of overlay.values()) changes.delete(field);
    },
  };
}

const derivedFields: ReadonlySet<string> = new Set(['STAGE_SEMANTIC_ID', 'CLOSED', 'IS_NEW']);

/** What the portal computes from the stage instead of keeping it. */
function derive(field: string, stage: StatusRow | undefined): StoredValue {
  if (field === 'STAGE_SEMANTIC_ID') return stage?.semantics ?? 'P';
  if (field === 'CLOSED') return stage?.semantics ? 'Y' : 'N';
  return stage?.statusId.endsWith('NEW') ? 'Y' : 'N';
}

function createGenerators(
  seed: number,
  lastId: number,
  dictionaries: Dictionaries,
): Map<string, FieldGenerator> {
  const codes = (entityId: string): readonly string[] =>
    dictionaries.statuses
      .filter((status) => status.entityId === entityId)
      .map((status) => status.statusId);
  const around: DealSurroundings = {
    seed,
    lastId,
    stages: new Map(dictionaries.funnels.map(({ id }) => [id, dictionaries.stagesOf(id)] as const)),
    sources: codes('SOURCE'),
    dealTypes: codes('DEAL_TYPE'),
  };
  const generators = new Map(systemFieldGenerators(around));
  for (const field of dictionaries.fields.values()) {
    if (!field.isDynamic) continue;
    // The ids are copied, so that removing an option later leaves orphans instead of new values.
    const options = (dictionaries.options.get(field.name) ?? []).map((option) => option.id);
    generators.set(field.name, userFieldGenerator(field, options));
  }
  return generators;
}
