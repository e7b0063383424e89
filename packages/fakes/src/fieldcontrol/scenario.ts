import { ControlRefusal } from '../control/control-refusal.ts';
import { readInput } from '../control/read-input.ts';
import { isJsonObject, type Json } from '../json.ts';

/** What the main account holds at the start of a run. */
export interface Scenario {
  readonly name: string;
  /** Customers in all; the odd ones come first. */
  readonly customers: number;
  readonly tickets: number;
  readonly orders: number;
  /** Whether it begins with the odd customers. */
  readonly hasOddities: boolean;
}

const named: Readonly<Record<string, Scenario>> = {
  small: { name: 'small', customers: 40, tickets: 8, orders: 12, hasOddities: true },
  plain: { name: 'plain', customers: 40, tickets: 0, orders: 0, hasOddities: false },
  large: { name: 'large', customers: 2_500, tickets: 600, orders: 1_200, hasOddities: true },
  empty: { name: 'empty', customers: 0, tickets: 0, orders: 0, hasOddities: false },
};

const most = 50_000;

/** Reads a scenario: a name, or {name, customers, tickets, orders, oddities}. */
export function parseScenario(input: Json | undefined): Scenario {
  if (input === undefined || input === null) return need('small');
  if (typeof input === 'string') return need(input);
  if (!isJsonObject(input)) throw unknown(input);
  const reader = readInput(input, 'scenario');
  reader.only('name', 'customers', 'tickets', 'orders', 'oddities');
  const base = need(reader.optionalText('name') ?? 'small');
  const count = (field: 'customers' | 'tickets' | 'orders'): number =>
    reader.has(field) ? within(field, reader.integer(field)) : base[field];
  const scenario = {
    name: base.name,
    customers: count('customers'),
    tickets: count('tickets'),
    orders: count('orders'),
    hasOddities: reader.optionalBoolean('oddities') ?? base.hasOddities,
  };
  if (scenario.customers > 0 || scenario.tickets + scenario.orders === 0) return scenario;
  if (!reader.has('tickets') && !reader.has('orders'))
    return { ...scenario, tickets: 0, orders: 0 };
  throw new ControlRefusal('scenario: tickets and orders need at least one customer.');
}

function within(field: string, value: number): number {
  if (value >= 0 && value <= most) return value;
  throw new ControlRefusal(`scenario: "${field}" must be between 0 and ${most}, not ${value}.`);
}

function need(name: string): Scenario {
  const scenario = named[name];
  if (!scenario) throw unknown(name);
  return scenario;
}

function unknown(input: Json): ControlRefusal {
  return new ControlRefusal(
    `There is no scenario ${JSON.stringify(input)}. Name one of ${Object.keys(named).join(', ')} or give {"customers": n}.`,
  );
}
