import type { Warehouse } from '@ponte/connectors/onec/model';
import type { PortalStore } from '../ports.ts';

/** Words that say what a place is, not which. */
const KINDS = ['склад', 'магазин'];

/**
 * The portal's store of each warehouse: as the setting says, else the only one with the same words
 * in its name. Warehouses without one are named in `unmatched`.
 */
export function matchStores(
  warehouses: readonly Pick<Warehouse, 'ref' | 'name'>[],
  stores: readonly PortalStore[],
  given: Readonly<Record<string, string>>,
): { stores: ReadonlyMap<string, string>; unmatched: readonly string[] } {
  const matched = new Map<string, string>();
  const unmatched: string[] = [];
  for (const { ref, name } of warehouses) {
    const told = given[ref];
    const same = stores.filter(({ title }) => toWords(title) === toWords(name));
    const exact = same.filter(({ title }) => title.trim() === name.trim());
    const [only, second] = exact.length === 1 ? exact : same;
    const id = told ?? (second === undefined ? only?.id : undefined);
    if (id !== undefined && stores.some((store) => store.id === id)) matched.set(ref, id);
    else unmatched.push(name);
  }
  return { stores: matched, unmatched };
}

function toWords(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !KINDS.some((kind) => word.startsWith(kind)))
    .toSorted()
    .join(' ');
}
