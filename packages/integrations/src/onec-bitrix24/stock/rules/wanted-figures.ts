import type { StockRow } from '@ponte/connectors/onec/model';
import type { OnecSettings } from '../../settings.ts';
import type { LinkedCard } from '../ports.ts';
import { compareIds, toFigure, toPlace } from './figures.ts';

export interface StockFacts {
  readonly links: readonly LinkedCard[];
  readonly rows: readonly StockRow[];
  /** Store of each warehouse that counts. */
  readonly stores: ReadonlyMap<string, string>;
  /** Only these warehouses count. */
  readonly warehouses: ReadonlySet<string>;
  readonly settings: Pick<OnecSettings, 'sharedItem' | 'mostZeroedPercent'>;
}

export interface WantedFigures {
  readonly byPlace: ReadonlyMap<string, bigint>;
  /** Figures that 1C counts below zero; the portal shows 0. */
  readonly negative: number;
}

interface Places {
  /** Ids of stores, or '' where stores do not count. */
  readonly places: readonly string[];
  readonly storeOf: (warehouse: string) => string | undefined;
}

/** What every linked card has to show, by card and store. */
export function toWantedFigures(facts: StockFacts, { places, storeOf }: Places): WantedFigures {
  const { links, settings } = facts;
  const sums = sumByItem(facts, storeOf);
  const byPlace = new Map<string, bigint>();
  let negative = 0;
  for (const cards of Map.groupBy(links, ({ itemRef }) => itemRef).values()) {
    const ordered = cards.toSorted((a, b) => compareIds(a.productId, b.productId));
    for (const place of places) {
      const sum = sums.get(cards[0]?.itemRef ?? '')?.get(place) ?? 0n;
      if (sum < 0n) negative += 1;
      const parts = divide(sum < 0n ? 0n : sum, ordered.length, settings.sharedItem);
      ordered.forEach(({ productId }, at) => {
        byPlace.set(toPlace(productId, place), parts[at] ?? 0n);
      });
    }
  }
  return { byPlace, negative };
}

function sumByItem(
  { rows, warehouses }: StockFacts,
  storeOf: Places['storeOf'],
): ReadonlyMap<string, ReadonlyMap<string, bigint>> {
  const sums = new Map<string, Map<string, bigint>>();
  for (const { product, warehouse, quantity } of rows) {
    const store = storeOf(warehouse);
    if (!warehouses.has(warehouse) || store === undefined) continue;
    const ofItem = sums.get(product) ?? new Map<string, bigint>();
    ofItem.set(store, (ofItem.get(store) ?? 0n) + toFigure(quantity));
    sums.set(product, ofItem);
  }
  return sums;
}

/** The first card all of it, or each its share in whole units and the first what is left over. */
function divide(sum: bigint, cards: number, rule: OnecSettings['sharedItem']): bigint[] {
  const share = rule === 'leading' ? 0n : (sum / BigInt(cards) / 1_000n) * 1_000n;
  const rest = Array.from({ length: cards - 1 }, () => share);
  return [sum - share * BigInt(cards - 1), ...rest];
}
