import type { StockReading, Warehouse } from '@ponte/connectors/onec/model';
import type { OnecSettings } from '../../settings.ts';
import type { LinkedCard, PortalCard, PortalStore, StockHold, StoreAmount } from '../ports.ts';
import { chooseWarehouses } from './choose-warehouses.ts';
import { nameSome, toCardAndStore, toPlace } from './figures.ts';
import { matchStores } from './match-stores.ts';
import { planAmounts, planQuantities, type StockPlan } from './plan-stock.ts';

/** Everything that a run has read. */
export interface StockReadings {
  readonly mode: 'on' | 'off';
  readonly settings: OnecSettings;
  /** All that 1C has. */
  readonly warehouses: readonly Warehouse[];
  readonly reading: Pick<StockReading, 'rows' | 'problems'>;
  readonly links: readonly LinkedCard[];
  readonly unresolved: readonly string[];
  readonly cards: readonly PortalCard[];
  /** Read in mode on. */
  readonly stores: readonly PortalStore[];
  readonly amounts: readonly StoreAmount[];
  /** Cards that a person has let go to zero. */
  readonly approved: ReadonlySet<string>;
}

/** Without a plan nothing can be said of the figures; with plan and hold the plan waits. */
export interface StockDecision {
  readonly plan: StockPlan | undefined;
  readonly hold: StockHold | undefined;
  /** What a person who lets the hold go allows to be set to zero. */
  readonly asks: readonly string[];
  /** What is held once everything else is written. */
  readonly leftover: StockHold | undefined;
}

/** What has to be written, or why nothing may be. */
export function decideStock(facts: StockReadings): StockDecision {
  const { mode, settings, reading, links, cards } = facts;
  const [first] = reading.problems;
  if (first !== undefined) {
    const count = reading.problems.length;
    const detail = `1C sent ${count} rows of stock that cannot be read: ${first}`;
    return stop({ reason: 'stock-unreadable', detail });
  }
  const { warehouses, problem } = chooseWarehouses(facts.warehouses, settings, mode);
  if (problem !== undefined) return stop({ reason: 'warehouse-unknown', detail: problem });
  const matched = matchStores(warehouses, facts.stores, settings.storeByWarehouse);
  if (mode === 'on' && matched.unmatched.length > 0) {
    const detail = `The portal has no store for: ${matched.unmatched.join(', ')}.`;
    return stop({ reason: 'warehouse-unmapped', detail });
  }
  const refs = new Set(warehouses.map(({ ref }) => ref));
  const { rows } = reading;
  const known = { links, rows, settings, stores: matched.stores, warehouses: refs };
  const plan =
    mode === 'on' ? planAmounts(known, cards, facts.amounts) : planQuantities(known, cards);
  return { ...guard(plan, facts.approved), leftover: holdUnresolved(facts.unresolved) };
}

/** Cards that show nobody knows what keep their figures; all others are written. */
function holdUnresolved(unresolved: readonly string[]): StockHold | undefined {
  if (unresolved.length === 0) return undefined;
  const detail = `${unresolved.length} cards are linked to a code that 1C has no item of, or several: ${nameSome(unresolved)}.`;
  return { reason: 'link-unresolved', detail };
}

/** A word counts only for the cards that it was given for. */
function guard(plan: StockPlan, approved: ReadonlySet<string>): Omit<StockDecision, 'leftover'> {
  const { zeroed, inStock, isOverGuard, emptied } = plan;
  const cards = isOverGuard ? zeroed : [];
  const figures = emptied.flatMap((one) => one.zeroed.map((id) => toPlace(id, one.storeId)));
  const asks = [...cards, ...figures];
  const others = asks.filter((one) => !isApproved(one, approved));
  if (others.length === 0) return { plan, hold: undefined, asks: [] };
  const sentences = [
    ...(isOverGuard ? [`${zeroed.length} of ${inStock} cards in stock: ${nameSome(zeroed)}.`] : []),
    ...emptied.map(
      (one) =>
        `${one.zeroed.length} of ${one.inStock} figures of store ${one.storeId}: cards ${nameSome(one.zeroed)}.`,
    ),
  ];
  const more = approved.size === 0 ? '' : ` ${others.length} of them were not asked about before.`;
  const detail =
    `The run would set to zero ${sentences.join(' And ')}${more} ` +
    'Releasing allows just these, once.';
  return { plan, hold: { reason: 'guard-rail', detail }, asks };
}

/** Who allows a card to have nothing anywhere allows it in each store. */
function isApproved(asked: string, approved: ReadonlySet<string>): boolean {
  return approved.has(asked) || approved.has(toCardAndStore(asked).productId);
}

function stop(hold: StockHold): StockDecision {
  return { plan: undefined, hold, asks: [], leftover: undefined };
}
