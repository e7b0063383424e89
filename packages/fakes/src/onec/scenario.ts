import { ControlRefusal } from '../control/control-refusal.ts';
import { readInput } from '../control/read-input.ts';
import { isJsonObject, type Json } from '../json.ts';

/** What a base holds at the start of a run. */
export interface Scenario {
  readonly name: string;
  readonly products: number;
  /** 1 to 5: the first of the company's warehouses. */
  readonly warehouses: number;
  readonly counterparties: number;
  /** Adds products with negative, fractional, zero and null balances, folders and retired cards. */
  readonly hasOddities: boolean;
}

const named: Readonly<Record<string, Scenario>> = {
  small: { name: 'small', products: 60, warehouses: 3, counterparties: 30, hasOddities: true },
  trade: { name: 'trade', products: 200, warehouses: 5, counterparties: 30, hasOddities: false },
  large: { name: 'large', products: 10_000, warehouses: 5, counterparties: 30, hasOddities: false },
  empty: { name: 'empty', products: 0, warehouses: 3, counterparties: 0, hasOddities: false },
};

/** Reads a scenario: a name, or {name, products, warehouses, counterparties, oddities}. */
export function parseScenario(input: Json | undefined): Scenario {
  if (input === undefined || input === null) return need('small');
  if (typeof input === 'string') return need(input);
  if (!isJsonObject(input)) throw unknown(input);
  const reader = readInput(input, 'scenario');
  reader.only('name', 'products', 'warehouses', 'counterparties', 'oddities');
  const base = need(reader.optionalText('name') ?? 'small');
  return {
    name: base.name,
    products: within(reader.optionalNumber('products') ?? base.products, [0, 100_000]),
    warehouses: within(reader.optionalNumber('warehouses') ?? base.warehouses, [1, 5]),
    counterparties: within(
      reader.optionalNumber('counterparties') ?? base.counterparties,
      [0, 5_000],
    ),
    hasOddities: reader.optionalBoolean('oddities') ?? base.hasOddities,
  };
}

function within(value: number, [low, high]: readonly [low: number, high: number]): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new ControlRefusal(`scenario: ${value} is no whole number between ${low} and ${high}.`);
}

function need(name: string): Scenario {
  const scenario = named[name];
  if (!scenario) throw unknown(name);
  return scenario;
}

function unknown(input: Json): ControlRefusal {
  return new ControlRefusal(
    `There is no scenario ${JSON.stringify(input)}. Name one of ${Object.keys(named).join(', ')} or give {"products": n}.`,
  );
}
