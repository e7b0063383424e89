import type { StockRow } from '@ponte/connectors/onec/model';
import { toDecimalText, toScaled } from '../../decimal.ts';
import type { OnecSettings } from '../../settings.ts';
import type { LinkedCard, PortalCard, StockDocument, StoreAmount } from '../ports.ts';

/** Quantities are whole numbers of thousandths throughout. */
const PLACES = 3;

export interface StockFacts {
  readonly links: readonly LinkedCard[];
  readonly rows: readonly StockRow[];
  /** Store of each warehouse that counts. */
  readonly stores: ReadonlyMap<string, string>;
  /** Only these warehouses count. */
  readonly warehouses: ReadonlySet<string>;
  readonly settings: Pick<OnecSettings, 'sharedItem' | 'mostZeroedPercent'>;
}

/** One figure of the portal that is not what 1C has. `storeId` '' where stores do not count. */
export interface StockChange {
  readonly productId: string;
  readonly storeId: string;
  readonly from: bigint;
  readonly to: bigint;
}

export interface StockPlan {
  readonly changes: readonly StockChange[];
  /** Cards with stock that would have none, and cards with stock. */
  readonly zeroed: number;
  readonly inStock: number;
  readonly isOverGuard: boolean;
  /** Items that 1C counts below zero; the portal shows 0. */
  readonly negative: number;
}

/** What has to change when each card's quantity is the sum over the warehouses. */
export function planQuantities(facts: StockFacts, cards: readonly PortalCard[]): StockPlan {
  const wanted = toWanted(facts, [''], () => '');
  const current = new Map<string, bigint>();
  const known = new Set(cards.map(({ productId }) => productId));
  for (const { productId, quantity } of cards) current.set(keyOf(productId, ''), read(quantity));
  return toPlan(facts, { wanted, current, known });
}

/** What has to change when the portal counts every store by itself. */
export function planAmounts(facts: StockFacts, amounts: readonly StoreAmount[]): StockPlan {
  const places = [...new Set(facts.stores.values())];
  const wanted = toWanted(facts, places, (warehouse) => facts.stores.get(warehouse));
  const current = new Map<string, bigint>();
  const counted = new Set(facts.stores.values());
  for (const { productId, storeId, amount } of amounts) {
    if (counted.has(storeId)) current.set(keyOf(productId, storeId), read(amount));
  }
  return toPlan(facts, { wanted, current, known: undefined });
}

/** One document for what comes and one for what goes, per store. */
export function toDocuments(changes: readonly StockChange[], runKey: string): StockDocument[] {
  const groups = Map.groupBy(changes, ({ storeId, from, to }) =>
    JSON.stringify([storeId, to > from ? 'increase' : 'decrease']),
  );
  return [...groups].map(([group, ofGroup]) => {
    const [storeId, kind] = JSON.parse(group) as [string, StockDocument['kind']];
    const lines = ofGroup.map(({ productId, from, to }) => ({
      ...{ productId, storeId },
      amount: toDecimalText(to > from ? to - from : from - to, PLACES),
    }));
    return {
      key: `${runKey}-${storeId}-${kind === 'increase' ? 'in' : 'out'}`,
      kind,
      storeId,
      lines,
    };
  });
}

/** Changed figures that the portal does not show after the write. */
export function listUnequal(
  changes: readonly StockChange[],
  read_: readonly StoreAmount[],
): StockChange[] {
  const found = new Map(
    read_.map(({ productId, storeId, amount }) => [keyOf(productId, storeId), read(amount)]),
  );
  return changes.filter((one) => (found.get(keyOf(one.productId, one.storeId)) ?? 0n) !== one.to);
}

interface Wanted {
  readonly figures: ReadonlyMap<string, bigint>;
  readonly negative: number;
}

/** What every linked card has to show, by card and store. */
function toWanted(
  { links, rows, warehouses, settings }: StockFacts,
  places: readonly string[],
  storeOf: (warehouse: string) => string | undefined,
): Wanted {
  const sums = new Map<string, Map<string, bigint>>();
  for (const { product, warehouse, quantity } of rows) {
    const store = storeOf(warehouse);
    if (!warehouses.has(warehouse) || store === undefined) continue;
    const ofItem = sums.get(product) ?? new Map<string, bigint>();
    ofItem.set(store, (ofItem.get(store) ?? 0n) + read(quantity));
    sums.set(product, ofItem);
  }
  const figures = new Map<string, bigint>();
  let negative = 0;
  for (const cards of Map.groupBy(links, ({ itemRef }) => itemRef).values()) {
    const ordered = cards.toSorted((a, b) => compareIds(a.productId, b.productId));
    for (const place of places) {
      const sum = sums.get(cards[0]?.itemRef ?? '')?.get(place) ?? 0n;
      if (sum < 0n) negative += 1;
      const parts = divide(sum < 0n ? 0n : sum, ordered.length, settings.sharedItem);
      ordered.forEach(({ productId }, at) => {
        figures.set(keyOf(productId, place), parts[at] ?? 0n);
      });
    }
  }
  return { figures, negative };
}

/** The first card all of it, or each its share in whole units and the first what is left over. */
function divide(sum: bigint, cards: number, rule: OnecSettings['sharedItem']): bigint[] {
  const share = rule === 'leading' ? 0n : (sum / BigInt(cards) / 1_000n) * 1_000n;
  const rest = Array.from({ length: cards - 1 }, () => share);
  return [sum - share * BigInt(cards - 1), ...rest];
}

function toPlan(
  { settings }: StockFacts,
  {
    wanted,
    current,
    known,
  }: {
    wanted: Wanted;
    current: ReadonlyMap<string, bigint>;
    known: ReadonlySet<string> | undefined;
  },
): StockPlan {
  const changes: StockChange[] = [];
  const before = new Map<string, bigint>();
  const after = new Map<string, bigint>();
  for (const [key, to] of wanted.figures) {
    const [productId = '', storeId = ''] = key.split('/');
    if (known !== undefined && !known.has(productId)) continue;
    const from = current.get(key) ?? 0n;
    before.set(productId, (before.get(productId) ?? 0n) + from);
    after.set(productId, (after.get(productId) ?? 0n) + to);
    if (from !== to) changes.push({ productId, storeId, from, to });
  }
  const stocked = [...before].filter(([, sum]) => sum > 0n);
  const zeroed = stocked.filter(([id]) => (after.get(id) ?? 0n) === 0n).length;
  const isOverGuard = zeroed * 100 > settings.mostZeroedPercent * stocked.length;
  return { changes, zeroed, inStock: stocked.length, isOverGuard, negative: wanted.negative };
}

function keyOf(productId: string, storeId: string): string {
  return `${productId}/${storeId}`;
}

/** An amount that is no decimal counts as none: the connectors have checked it before. */
function read(text: string): bigint {
  return toScaled(text, PLACES) ?? 0n;
}

function compareIds(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}
