/**
 * Scalars of the catalogue's methods: numbers where the older methods write texts, null where they
 * write zero (vendor's catalog and rest/integration/view/base.php).
 */
import type { CommandAnswer } from './batch.ts';
import type { Portal } from './portal.ts';

const ID = /^[1-9]\d{0,17}$/;
const DECIMAL = /^-?\d{1,20}(?:\.\d{1,10})?$/;

/** Thrown inside the readers of rows; its message names the field, never the value. */
export class NotAsDocumented extends Error {
  override readonly name = 'NotAsDocumented';
}

/** A wire row as a map; anything else is not as documented. */
export function toRow(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new NotAsDocumented('the row is not a map');
}

/** An id that must be there. */
export function toId(value: unknown, field: string): string {
  const id = toIdOrNull(value, field);
  if (id !== null) return id;
  throw new NotAsDocumented(`${field} is missing`);
}

/** An id; zero and nothing are null. */
export function toIdOrNull(value: unknown, field: string): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (text === null || text === undefined || text === '' || text === '0') return null;
  if (typeof text === 'string' && ID.test(text)) return text;
  throw new NotAsDocumented(`${field} is not an id`);
}

/** A decimal without trailing zeros; nothing is "0". */
export function toDecimal(value: unknown, field: string): string {
  if (value === null || value === undefined || value === '') return '0';
  const text = typeof value === 'number' ? writeNumber(value) : value;
  if (typeof text === 'string' && DECIMAL.test(text)) return toPlainDecimal(text);
  throw new NotAsDocumented(`${field} is not a decimal number`);
}

/** A text; nothing is null. */
export function toTextOrNull(value: unknown, field: string): string | null {
  if (value === null || value === undefined || value === '' || value === false) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new NotAsDocumented(`${field} is not a text`);
}

/** Y or N; nothing is the given value. */
export function toFlag(value: unknown, field: string, byDefault: boolean): boolean {
  if (value === 'Y' || value === true) return true;
  if (value === 'N' || value === false) return false;
  if (value === null || value === undefined || value === '') return byDefault;
  throw new NotAsDocumented(`${field} is neither Y nor N`);
}

/** `12.500` and `12.5` are one amount: no zeros behind the point, no minus in front of zero. */
export function toPlainDecimal(decimal: string): string {
  const plain = decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
  const whole = plain.replace(/^(-?)0+(?=\d)/, '$1');
  return whole === '-0' ? '0' : whole;
}

/** Our decimals as the caller gave them; throws `RangeError` for what is none. */
export function needDecimal(value: string, what: string): string {
  if (DECIMAL.test(value)) return toPlainDecimal(value);
  throw new RangeError(`${what} must be a decimal text such as "12.5".`);
}

/** Ids as the caller gave them; throws `RangeError` for what is none, and for too many. */
export function needIds(ids: readonly string[], what: string, most: number): readonly string[] {
  if (ids.length > most) throw new RangeError(`At most ${most} ${what}, not ${ids.length}.`);
  if (ids.every((id) => ID.test(id))) return ids;
  throw new RangeError(`The ${what} must be ids: positive whole numbers.`);
}

/** The list under `key` in a command's or a call's result. */
export function toRows(
  portal: Portal,
  operation: string,
  { result, key }: { result: unknown; key: string },
): readonly unknown[] {
  const rows: unknown =
    typeof result === 'object' && result !== null ? (result as Record<string, unknown>)[key] : null;
  if (Array.isArray(rows)) return rows as unknown[];
  throw portal.toError(operation, {
    kind: 'unexpected_answer',
    effect: 'read',
    message: `The answer has no list of ${key}. Compare with the connector's README.`,
  });
}

/** The rows of one command of a batch; throws the `VendorError` that a refusal stands for. */
export function toRowsOf(
  portal: Portal,
  operation: string,
  { answer, key }: { answer: CommandAnswer; key: string },
): readonly unknown[] {
  return toRows(portal, operation, { result: portal.resultOf(answer, operation), key });
}

/** Reads all rows, or says that the vendor has changed something. */
export function readAll<Out>(
  portal: Portal,
  operation: string,
  { rows, read }: { rows: readonly unknown[]; read: (row: unknown) => Out },
): Out[] {
  try {
    return rows.map(read);
  } catch (thrown) {
    if (!(thrown instanceof NotAsDocumented)) throw thrown;
    throw portal.toError(operation, {
      kind: 'unexpected_answer',
      effect: 'read',
      message: `A row is not as documented: ${thrown.message}. Compare with the connector's README.`,
    });
  }
}

/** Cuts a list into parts that fit into one request. */
export function inParts<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < items.length; from += size) parts.push(items.slice(from, from + size));
  return parts;
}

function writeNumber(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  const text = String(value);
  return text.includes('e') ? value.toFixed(10) : text;
}
