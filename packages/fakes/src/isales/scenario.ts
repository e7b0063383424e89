import { ControlRefusal } from '../control/control-refusal.ts';
import { readInput } from '../control/read-input.ts';
import { isJsonObject, type Json } from '../json.ts';

/** What the board holds at the start of a run. */
export interface Scenario {
  readonly name: string;
  /** Cards in all; the awkward ones come first. */
  readonly cards: number;
  /** Whether the board begins with the awkward cards, one or two of each case. */
  readonly hasAwkward: boolean;
}

const named: Readonly<Record<string, Scenario>> = {
  small: { name: 'small', cards: 66, hasAwkward: true },
  board: { name: 'board', cards: 200, hasAwkward: true },
  plain: { name: 'plain', cards: 40, hasAwkward: false },
  empty: { name: 'empty', cards: 0, hasAwkward: false },
};

/** Reads a scenario: a name, or {name, cards, awkward}. */
export function parseScenario(input: Json | undefined): Scenario {
  if (input === undefined || input === null) return need('small');
  if (typeof input === 'string') return need(input);
  if (!isJsonObject(input)) throw unknown(input);
  const reader = readInput(input, 'scenario');
  reader.only('name', 'cards', 'awkward');
  const base = need(reader.optionalText('name') ?? 'board');
  return {
    name: base.name,
    cards: reader.has('cards') ? within(reader.integer('cards'), [0, 20_000]) : base.cards,
    hasAwkward: reader.optionalBoolean('awkward') ?? base.hasAwkward,
  };
}

function within(value: number, [low, high]: readonly [low: number, high: number]): number {
  if (value >= low && value <= high) return value;
  throw new ControlRefusal(`scenario: "cards" must be between ${low} and ${high}, not ${value}.`);
}

function need(name: string): Scenario {
  const scenario = named[name];
  if (!scenario) throw unknown(name);
  return scenario;
}

function unknown(input: Json): ControlRefusal {
  return new ControlRefusal(
    `There is no scenario ${JSON.stringify(input)}. Name one of ${Object.keys(named).join(', ')} or give {"cards": n}.`,
  );
}
