import type { DealField } from '../contents/deal-field.ts';
import type { DealStore } from '../memory/deal-store.ts';
import type { Dictionaries } from '../memory/dictionaries.ts';
import { readComparables } from './deal-values.ts';
import { matches, type Condition } from './filter.ts';
import { lowerBound } from './lower-bound.ts';
import { sortRows, type OrderBy } from './order.ts';
import { pageSize, type Page } from './page.ts';

/** One reading of the deal list. */
export interface DealQuery {
  readonly store: DealStore;
  readonly dictionaries: Dictionaries;
  readonly conditions: readonly Condition[];
  readonly orders: readonly OrderBy[];
  readonly page: Page;
  /** Rows the caller has no right to see are silently absent. */
  readonly isVisible: (id: number) => boolean;
}

export interface FoundDeals {
  readonly ids: readonly number[];
  /** All matches; only exact when the page is counted. */
  readonly total: number;
}

/** Finds one page of deals. */
export function findDeals(query: DealQuery): FoundDeals {
  const first = query.orders[0];
  return first === undefined || first.field === 'ID'
    ? walkById(query, first?.descending ?? false)
    : sortThenCut(query);
}

function walkById(query: DealQuery, descending: boolean): FoundDeals {
  const { page } = query;
  const [low, high] = idBounds(query);
  const wanted: number[] = [];
  let total = 0;
  for (let step = 0; step < high - low; step += 1) {
    const id = query.store.ids[descending ? high - 1 - step : low + step] ?? 0;
    if (!isMatch(query, id)) continue;
    if (total >= page.offset && wanted.length < pageSize) wanted.push(id);
    total += 1;
    if (!page.isCounted && wanted.length === pageSize) break;
  }
  return { ids: wanted, total };
}

function sortThenCut(query: DealQuery): FoundDeals {
  const { store, dictionaries, page } = query;
  const [low, high] = idBounds(query);
  const found = store.ids.slice(low, high).filter((id) => isMatch(query, id));
  const sorted = sortRows(found, query.orders, (id, name) => {
    // Stages sort by their place on screen, not by their code.
    if (name === 'STAGE_ID') {
      return dictionaries.findStage(String(store.read(id, name)))?.sort ?? 0;
    }
    return readComparables(store, id, needField(dictionaries, name))[0] ?? '';
  });
  return { ids: sorted.slice(page.offset, page.offset + pageSize), total: found.length };
}

function isMatch(query: DealQuery, id: number): boolean {
  const { store, dictionaries } = query;
  if (store.deletedIds.has(id) || !query.isVisible(id)) return false;
  return matches(id, query.conditions, (deal, name) =>
    readComparables(store, deal, needField(dictionaries, name)),
  );
}

/** Narrows the walk by the conditions on ID, which the list is sorted by. */
function idBounds({ store, conditions }: DealQuery): readonly [low: number, high: number] {
  let low = 0;
  let high = store.ids.length;
  for (const { field, operator, values } of conditions) {
    const value = values[0];
    if (field !== 'ID' || typeof value !== 'number') continue;
    if (operator === '>') low = Math.max(low, lowerBound(store.ids, value + 1));
    if (operator === '>=') low = Math.max(low, lowerBound(store.ids, value));
    if (operator === '<') high = Math.min(high, lowerBound(store.ids, value));
    if (operator === '<=') high = Math.min(high, lowerBound(store.ids, value + 1));
  }
  return [low, Math.max(low, high)];
}

function needField(dictionaries: Dictionaries, name: string): DealField {
  const field = dictionaries.fields.get(name);
  if (!field) throw new RangeError(`The portal has no deal field ${name}.`);
  return field;
}
