import type { PortalCard, StoreAmount } from '../ports.ts';
import { compareIds, toCardAndStore, toFigure, toPlace } from './figures.ts';
import { toWantedFigures, type StockFacts, type WantedFigures } from './wanted-figures.ts';

/** One figure of the portal that is not what 1C has. `storeId` '' where stores do not count. */
export interface StockChange {
  readonly productId: string;
  readonly storeId: string;
  readonly from: bigint;
  readonly to: bigint;
}

/** A store whose figures would fall to zero. */
export interface EmptiedStore {
  readonly storeId: string;
  /** Cards with a figure there that would have none, by id. */
  readonly zeroed: readonly string[];
  /** Figures above zero. */
  readonly inStock: number;
}

/** So few figures of a store sell out in a day, unless they are all that it has. */
const FEW_FIGURES = 5;

export interface StockPlan {
  readonly changes: readonly StockChange[];
  /** Cards with stock that would have none, by id. */
  readonly zeroed: readonly string[];
  /** Cards with stock. */
  readonly inStock: number;
  readonly isOverGuard: boolean;
  /** Stores of which too much would be empty, whatever the cards have elsewhere. */
  readonly emptied: readonly EmptiedStore[];
  /** Figures that 1C counts below zero; the portal shows 0. */
  readonly negative: number;
  /** Linked cards that the portal does not have, or that hold no stock themselves. */
  readonly gone: number;
}

/** What has to change when each card's quantity is the sum over the warehouses. */
export function planQuantities(facts: StockFacts, cards: readonly PortalCard[]): StockPlan {
  const current = new Map(
    cards.map(({ productId, quantity }) => [toPlace(productId, ''), toFigure(quantity)]),
  );
  const live = keepLive(facts, cards);
  const wanted = toWantedFigures(live, { places: [''], storeOf: () => '' });
  return toPlan(live, { wanted, current, gone: facts.links.length - live.links.length });
}

/** What has to change when the portal counts every store by itself. */
export function planAmounts(
  facts: StockFacts,
  cards: readonly PortalCard[],
  amounts: readonly StoreAmount[],
): StockPlan {
  const places = [...new Set(facts.stores.values())];
  const counted = new Set(places);
  const current = new Map<string, bigint>();
  for (const { productId, storeId, amount } of amounts) {
    if (counted.has(storeId)) current.set(toPlace(productId, storeId), toFigure(amount));
  }
  const live = keepLive(facts, cards);
  const storeOf = (warehouse: string): string | undefined => facts.stores.get(warehouse);
  const wanted = toWantedFigures(live, { places, storeOf });
  return toPlan(live, { wanted, current, gone: facts.links.length - live.links.length });
}

/** A card that is gone has no share in an item's stock, and no document takes it. */
function keepLive(facts: StockFacts, cards: readonly PortalCard[]): StockFacts {
  const known = new Set(cards.map(({ productId }) => productId));
  return { ...facts, links: facts.links.filter(({ productId }) => known.has(productId)) };
}

function toPlan(
  { settings }: StockFacts,
  {
    wanted,
    current,
    gone,
  }: { wanted: WantedFigures; current: ReadonlyMap<string, bigint>; gone: number },
): StockPlan {
  const changes: StockChange[] = [];
  const before = new Map<string, bigint>();
  const after = new Map<string, bigint>();
  for (const [place, to] of wanted.byPlace) {
    const { productId, storeId } = toCardAndStore(place);
    const from = current.get(place) ?? 0n;
    before.set(productId, (before.get(productId) ?? 0n) + from);
    after.set(productId, (after.get(productId) ?? 0n) + to);
    if (from !== to) changes.push({ productId, storeId, from, to });
  }
  const stocked = [...before].filter(([, sum]) => sum > 0n).map(([id]) => id);
  const zeroed = stocked.filter((id) => (after.get(id) ?? 0n) === 0n).toSorted(compareIds);
  const isOverGuard = zeroed.length * 100 > settings.mostZeroedPercent * stocked.length;
  const { negative } = wanted;
  const emptied = listEmptied(wanted, current, settings);
  return { changes, zeroed, inStock: stocked.length, isOverGuard, emptied, negative, gone };
}

/** A warehouse that 1C does not show zeroes no card that others have, but its store whole. */
function listEmptied(
  { byPlace }: WantedFigures,
  current: ReadonlyMap<string, bigint>,
  { mostZeroedPercent }: StockFacts['settings'],
): EmptiedStore[] {
  const stocked = [...byPlace]
    .filter(([place]) => (current.get(place) ?? 0n) > 0n)
    .map(([place, to]) => ({ ...toCardAndStore(place), to }))
    .filter(({ storeId }) => storeId !== '');
  return [...Map.groupBy(stocked, ({ storeId }) => storeId)].flatMap(([storeId, figures]) => {
    const inStock = figures.length;
    const none = figures.filter(({ to }) => to === 0n).map(({ productId }) => productId);
    const isMany = none.length >= FEW_FIGURES || none.length === inStock;
    if (!isMany || none.length * 100 <= mostZeroedPercent * inStock) return [];
    return [{ storeId, zeroed: none.toSorted(compareIds), inStock }];
  });
}

/** Changed figures that the portal does not show after the write. */
export function listUnequal(
  changes: readonly StockChange[],
  read: readonly StoreAmount[],
): StockChange[] {
  const found = new Map(
    read.map(({ productId, storeId, amount }) => [toPlace(productId, storeId), toFigure(amount)]),
  );
  return changes.filter((one) => (found.get(toPlace(one.productId, one.storeId)) ?? 0n) !== one.to);
}
