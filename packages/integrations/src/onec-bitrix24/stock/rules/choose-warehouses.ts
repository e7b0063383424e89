import type { Warehouse } from '@ponte/connectors/onec/model';
import type { OnecSettings } from '../../settings.ts';
import { nameSome } from './figures.ts';

export interface ChosenWarehouses {
  readonly warehouses: readonly Warehouse[];
  /** Why stock cannot be told: left out, a warehouse would read as one that has nothing. */
  readonly problem: string | undefined;
}

/** The warehouses that count: those of the setting, else all that are not marked for deletion. */
export function chooseWarehouses(
  all: readonly Warehouse[],
  settings: Pick<OnecSettings, 'stockWarehouses' | 'storeByWarehouse'>,
  mode: 'on' | 'off',
): ChosenWarehouses {
  const { stockWarehouses, storeByWarehouse } = settings;
  const known = new Set(all.map(({ ref }) => ref));
  const warehouses = all.filter(
    ({ ref, isDeleted }) => stockWarehouses?.includes(ref) ?? !isDeleted,
  );
  const unknown = [
    ...(stockWarehouses ?? []).map((ref) => ({ ref, setting: 'stockWarehouses' })),
    ...(mode === 'on' ? Object.keys(storeByWarehouse) : []).map((ref) => ({
      ...{ ref, setting: 'storeByWarehouse' },
    })),
  ].filter(({ ref }) => !known.has(ref));
  if (unknown.length > 0) {
    const named = nameSome(unknown.map(({ ref, setting }) => `${ref} (${setting})`));
    return { warehouses, problem: `1C has no warehouse ${named}.` };
  }
  const problem = warehouses.length === 0 ? 'No warehouse of 1C is chosen.' : undefined;
  return { warehouses, problem };
}
