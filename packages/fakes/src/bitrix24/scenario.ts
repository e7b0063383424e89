import { ControlRefusal } from '../control/control-refusal.ts';
import { readInput } from '../control/read-input.ts';
import { isJsonObject, type Json } from '../json.ts';

/** What a portal holds at the start of a run. */
export interface Scenario {
  readonly name: string;
  readonly deals: number;
  /** Every n-th deal breaks the documented schema; 0 is none. */
  readonly brokenEvery: number;
  /** Goods of a trading company in the catalogue; 0 leaves it empty. */
  readonly goods: number;
  readonly stores: number;
  /** Every n-th good begins with other amounts than the company's books; 0 is none. */
  readonly differEvery: number;
}

const noGoods = { goods: 0, stores: 5, differEvery: 0 } as const;

const named: Readonly<Record<string, Scenario>> = {
  default: { name: 'default', deals: 100, brokenEvery: 0, ...noGoods },
  empty: { name: 'empty', deals: 0, brokenEvery: 0, ...noGoods },
  small: { name: 'small', deals: 20, brokenEvery: 0, ...noGoods },
  large: { name: 'large', deals: 100_000, brokenEvery: 0, ...noGoods },
  dirty: { name: 'dirty', deals: 200, brokenEvery: 17, ...noGoods },
  trade: { name: 'trade', deals: 40, brokenEvery: 0, goods: 200, stores: 5, differEvery: 0 },
};
const mostDeals = 1_000_000;

/** Reads a scenario: a name, or {deals, goods, …}. Refuses others by saying which there are. */
export function parseScenario(input: Json | undefined): Scenario {
  if (input === undefined || input === null) return need('default');
  if (typeof input === 'string') return need(input);
  if (!isJsonObject(input)) throw unknownScenario(input);
  const reader = readInput(input, 'scenario');
  reader.only('name', 'deals', 'brokenEvery', 'goods', 'stores', 'differEvery');
  const base = need(reader.optionalText('name') ?? 'default');
  const deals = reader.has('deals') ? reader.integer('deals') : base.deals;
  if (deals < 0 || deals > mostDeals) {
    throw new ControlRefusal(`scenario: "deals" must be between 0 and ${mostDeals}.`);
  }
  return {
    ...base,
    deals,
    brokenEvery: reader.optionalNumber('brokenEvery') ?? base.brokenEvery,
    goods: reader.optionalNumber('goods') ?? base.goods,
    stores: reader.optionalNumber('stores') ?? base.stores,
    differEvery: reader.optionalNumber('differEvery') ?? base.differEvery,
  };
}

function need(name: string): Scenario {
  const scenario = named[name];
  if (!scenario) throw unknownScenario(name);
  return scenario;
}

function unknownScenario(input: Json): ControlRefusal {
  return new ControlRefusal(
    `There is no scenario ${JSON.stringify(input)}. Name one of ${Object.keys(named).join(', ')} or give {"deals": n}.`,
  );
}
