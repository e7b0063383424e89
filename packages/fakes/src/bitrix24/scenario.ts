import { ControlRefusal } from '../control/control-refusal.ts';
import { readInput } from '../control/read-input.ts';
import { isJsonObject, type Json } from '../json.ts';

/** What a portal holds at the start of a run. */
export interface Scenario {
  readonly name: string;
  readonly deals: number;
  /** Every n-th deal breaks the documented schema; 0 is none. */
  readonly brokenEvery: number;
}

const named: Readonly<Record<string, Scenario>> = {
  default: { name: 'default', deals: 100, brokenEvery: 0 },
  empty: { name: 'empty', deals: 0, brokenEvery: 0 },
  small: { name: 'small', deals: 20, brokenEvery: 0 },
  large: { name: 'large', deals: 100_000, brokenEvery: 0 },
  dirty: { name: 'dirty', deals: 200, brokenEvery: 17 },
};
const mostDeals = 1_000_000;

/** Reads a scenario: a name, or {deals, brokenEvery}. Refuses others by saying which there are. */
export function parseScenario(input: Json | undefined): Scenario {
  if (input === undefined || input === null) return need('default');
  if (typeof input === 'string') return need(input);
  if (!isJsonObject(input)) throw unknownScenario(input);
  const reader = readInput(input, 'scenario');
  reader.only('name', 'deals', 'brokenEvery');
  const base = need(reader.optionalText('name') ?? 'default');
  const deals = reader.has('deals') ? reader.integer('deals') : base.deals;
  if (deals < 0 || deals > mostDeals) {
    throw new ControlRefusal(`scenario: "deals" must be between 0 and ${mostDeals}.`);
  }
  return { ...base, deals, brokenEvery: reader.optionalNumber('brokenEvery') ?? base.brokenEvery };
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
