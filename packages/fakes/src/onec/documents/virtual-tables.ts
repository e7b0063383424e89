/** The virtual tables of a register: what was recorded, summed by its dimensions over a time. */
import { compile } from '../odata/compile-filter.ts';
import type { Lookup } from '../odata/compiled.ts';
import { toMoment } from '../odata/filter-tokens.ts';
import { odataErrors } from '../odata/odata-error.ts';
import { parseFilter } from '../odata/parse-filter.ts';
import { real, type FieldSchema, type SetSchema } from '../field-schema.ts';
import type { Row } from '../row.ts';

export type TableName = 'Balance' | 'Turnovers' | 'BalanceAndTurnovers';
export const tableNames: readonly TableName[] = ['Balance', 'Turnovers', 'BalanceAndTurnovers'];

/** One thing that was recorded, as the tables see it. */
export interface Fact {
  readonly period: string;
  /** Values of the dimensions' fields. */
  readonly keys: Row;
  /** By resource; what goes out, or the credit side, is negative. */
  readonly amounts: readonly number[];
}

/** A register as its tables are made of it. */
export interface TableSource {
  readonly register: string;
  /** Fields of each dimension, by its name. */
  readonly dimensions: Readonly<Record<string, readonly FieldSchema[]>>;
  readonly resources: readonly string[];
  /** What follows a resource's name for what comes in and what goes out. */
  readonly sides: readonly [into: string, out: string];
  /** Balances are shown by side too, as accounts have it. */
  readonly hasSidedBalances: boolean;
}

export interface TableAsk {
  readonly name: TableName;
  readonly args: ReadonlyMap<string, string>;
  readonly select: string | undefined;
}

const takes: Readonly<Record<TableName, readonly string[]>> = {
  Balance: ['Condition', 'AccountCondition', 'Dimensions', 'Period'],
  Turnovers: ['Condition', 'AccountCondition', 'Dimensions', 'StartPeriod', 'EndPeriod'],
  BalanceAndTurnovers: ['Condition', 'AccountCondition', 'Dimensions', 'StartPeriod', 'EndPeriod'],
};

/** The rows of a table. `Period` is the start of its moment; `EndPeriod` belongs to the time asked for. */
export function readTable(
  source: TableSource,
  { name, args, select }: TableAsk,
  { facts, lookup }: { facts: Iterable<Fact>; lookup: Lookup },
): Row[] {
  const by = chooseDimensions(source, args.get('Dimensions'), select);
  const fits = toCondition(source, args, lookup);
  const [from, to] = [momentOf(args, 'StartPeriod'), momentOf(args, 'EndPeriod')];
  const period = momentOf(args, 'Period');
  const fields = by.flatMap((dimension) => source.dimensions[dimension] ?? []);
  const groups = new Map<string, Group>();
  for (const fact of facts) {
    if (period !== undefined && fact.period >= period) continue;
    if (to !== undefined && fact.period > to) continue;
    const isBefore = from !== undefined && fact.period < from;
    if (isBefore && name === 'Turnovers') continue;
    if (!fits(fact.keys)) continue;
    const key = fields.map((field) => String(fact.keys[field.name])).join(' ');
    const group = groups.get(key) ?? startGroup(fields, fact, source.resources.length);
    groups.set(key, group);
    addFact(group, fact, isBefore);
  }
  return [...groups.values()].map((group) => toRow(source, name, group));
}

interface Group {
  readonly keys: Row;
  readonly opening: number[];
  readonly into: number[];
  readonly out: number[];
}

function startGroup(fields: readonly FieldSchema[], { keys }: Fact, resources: number): Group {
  const zeros = (): number[] => Array.from({ length: resources }, () => 0);
  const own: Row = {};
  for (const { name } of fields) own[name] = keys[name] ?? null;
  return { keys: own, opening: zeros(), into: zeros(), out: zeros() };
}

/** The first resource says whether a record goes in or out. */
function addFact({ opening, into, out }: Group, { amounts }: Fact, isBefore: boolean): void {
  const isOut = (amounts[0] ?? 0) < 0;
  for (const [index, amount] of amounts.entries()) {
    const place = isBefore ? opening : isOut ? out : into;
    place[index] = round((place[index] ?? 0) + (isOut && !isBefore ? -amount : amount));
  }
}

function toRow(source: TableSource, name: TableName, { keys, opening, into, out }: Group): Row {
  const row: Row = { ...keys };
  const [sideIn, sideOut] = source.sides;
  const putBalance = (field: string, value: number): void => {
    row[field] = value;
    if (!source.hasSidedBalances) return;
    row[`${field}${sideIn}`] = Math.max(value, 0);
    row[`${field}${sideOut}`] = Math.max(-value, 0);
  };
  for (const [index, resource] of source.resources.entries()) {
    const start = opening[index] ?? 0;
    const [more, less] = [into[index] ?? 0, out[index] ?? 0];
    if (name === 'Balance') {
      putBalance(`${resource}Balance`, round(more - less));
      continue;
    }
    if (name === 'BalanceAndTurnovers') putBalance(`${resource}OpeningBalance`, start);
    row[`${resource}Turnover`] = round(more - less);
    const turnover = source.hasSidedBalances ? `${resource}Turnover` : resource;
    row[`${turnover}${sideIn}`] = more;
    row[`${turnover}${sideOut}`] = less;
    if (name === 'BalanceAndTurnovers') {
      putBalance(`${resource}ClosingBalance`, round(start + more - less));
    }
  }
  return row;
}

/** A table as a set: the dimensions asked for, and the fields its resources become. */
export function tableSchema(source: TableSource, { name, args, select }: TableAsk): SetSchema {
  for (const given of args.keys()) {
    const isAccounts = source.hasSidedBalances || given !== 'AccountCondition';
    if (!takes[name].includes(given) || !isAccounts) throw odataErrors.unsupported(given);
  }
  const by = chooseDimensions(source, args.get('Dimensions'), select);
  const zeros = source.resources.map(() => 0);
  const group = { keys: {}, opening: zeros, into: zeros, out: zeros };
  return {
    name: `${source.register}_${name}`,
    kind: 'table',
    keys: [],
    fields: [
      ...by.flatMap((dimension) => source.dimensions[dimension] ?? []),
      ...Object.keys(toRow(source, name, group)).map(real),
    ],
    parts: {},
  };
}

function toCondition(
  source: TableSource,
  args: ReadonlyMap<string, string>,
  lookup: Lookup,
): (keys: Row) => boolean {
  const fields = Object.values(source.dimensions).flat();
  const set: SetSchema = { name: source.register, kind: 'table', keys: [], fields, parts: {} };
  const conditions = [args.get('Condition'), args.get('AccountCondition')]
    .filter((text) => text !== undefined && text !== '')
    .map((text) => compile(parseFilter(text ?? ''), set, lookup));
  return (keys) => conditions.every((fits) => fits(keys) === true);
}

/** What `$select` names is grouped by; without it, what `Dimensions` names; else everything. */
function chooseDimensions(
  { dimensions }: TableSource,
  asked: string | undefined,
  select: string | undefined,
): string[] {
  const names = Object.keys(dimensions);
  const given =
    asked === undefined || asked === '' ? names : asked.split(',').map((one) => one.trim());
  const wrong = given.find((name) => !names.includes(name));
  if (wrong !== undefined) throw odataErrors.badQuery(`измерение "${wrong}" не найдено`);
  const chosen = names.filter((name) => given.includes(name));
  if (select === undefined || select === '' || select === '*') return chosen;
  const selected = select.split(',').map((one) => one.trim());
  return chosen.filter((name) =>
    (dimensions[name] ?? []).some((field) => selected.includes(field.name)),
  );
}

function momentOf(args: ReadonlyMap<string, string>, name: string): string | undefined {
  const text = args.get(name);
  return text === undefined || text === '' ? undefined : toMoment(text);
}

/** Three decimals, as the registers keep them. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000 || 0;
}
