import type { Base } from '../base.ts';
import { odataErrors } from '../odata/odata-error.ts';
import { fitsFilter } from '../odata/evaluate-filter.ts';
import { parseFilter } from '../odata/parse-filter.ts';
import type { Row } from '../row.ts';
import type { Movement } from '../store.ts';

const dimensions = {
  Организация: (movement: Movement) => movement.firm,
  Товар: (movement: Movement) => movement.product,
  Склад: (movement: Movement) => movement.warehouse,
} as const;
type Dimension = keyof typeof dimensions;
const names = Object.keys(dimensions) as Dimension[];

interface Remembered {
  readonly movements: readonly Movement[];
  readonly count: number;
  readonly asked: string;
  readonly rows: Row[];
}

/** The newest table of a base: all pages of one reading come from it. */
const newest = new WeakMap<Base['store'], Remembered>();

/**
 * The virtual table of balances: movements before the start of `Period`, summed by the dimensions,
 * or by what `$select` names. Zero rows stay, as on a live base; their quantity is null.
 */
export function readBalance(
  base: Base,
  args: ReadonlyMap<string, string>,
  select: string | undefined,
): Row[] {
  base.counters.balances += 1;
  for (const name of args.keys()) {
    if (!['Condition', 'Dimensions', 'Period'].includes(name)) throw odataErrors.unsupported(name);
  }
  const { movements } = base.store;
  const asked = JSON.stringify([...args, select]);
  const known = newest.get(base.store);
  const isSame = known?.movements === movements && known.count === movements.length;
  if (isSame && known.asked === asked) return known.rows;
  const rows = sumMovements(movements, args, select);
  newest.set(base.store, { movements, count: movements.length, asked, rows });
  return rows;
}

function sumMovements(
  movements: readonly Movement[],
  args: ReadonlyMap<string, string>,
  select: string | undefined,
): Row[] {
  const period = args.get('Period');
  const condition = args.get('Condition');
  const filter = condition === undefined || condition === '' ? undefined : parseFilter(condition);
  const by = chooseDimensions(args.get('Dimensions'), select);
  const groups = new Map<string, Row>();
  for (const movement of movements) {
    if (period !== undefined && movement.period >= period) continue;
    if (filter !== undefined && !fitsFilter(filter, keysOf(movement, names), () => undefined))
      continue;
    const key = by.map((name) => dimensions[name](movement)).join(' ');
    const group = groups.get(key) ?? keysOf(movement, by);
    group['КоличествоBalance'] = round(Number(group['КоличествоBalance'] ?? 0) + movement.quantity);
    group['СтоимостьBalance'] = round(Number(group['СтоимостьBalance'] ?? 0) + movement.cost);
    groups.set(key, group);
  }
  const rows = [...groups.values()];
  for (const row of rows) if (row['КоличествоBalance'] === 0) row['КоличествоBalance'] = null;
  return rows;
}

function chooseDimensions(asked: string | undefined, select: string | undefined): Dimension[] {
  const given =
    asked === undefined || asked === '' ? names : asked.split(',').map((one) => one.trim());
  const wrong = given.find((name) => !Object.hasOwn(dimensions, name));
  if (wrong !== undefined) throw odataErrors.badQuery(`измерение "${wrong}" не найдено`);
  const chosen = names.filter((name) => given.includes(name));
  if (select === undefined || select === '') return chosen;
  const selected = select.split(',').map((one) => one.trim());
  return chosen.filter((name) => selected.includes(`${name}_Key`));
}

function keysOf(movement: Movement, by: readonly Dimension[]): Row {
  const row: Row = {};
  for (const name of by) row[`${name}_Key`] = dimensions[name](movement);
  return row;
}

/** Three decimals, as the register keeps them. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
