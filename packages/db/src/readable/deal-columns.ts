import type { DealFieldRow } from '../deal-fields.ts';
import { toLiteral } from './sql-text.ts';
import { standardFields, type Shape } from './standard-fields.ts';

/** What a field of the portal shows in a view over `deal d`. */
export interface FieldValue {
  /** SQL of the value, over `d`, `c` (custom fields) and `names`. */
  readonly expression: string;
  /** Type of PostgreSQL. */
  readonly type: string;
  /** The join that brings its name, when its code has one. */
  readonly join?: NameJoin;
}

/** A LEFT JOIN of one name by its primary key; the planner drops it where nobody asks for the column. */
export interface NameJoin {
  readonly alias: string;
  readonly kind: string;
  readonly code: string;
}

const CUSTOM = /^(?:UF_|PARENT_ID_)/;

/** The value of a field; undefined for a field that deals do not store. `place` makes aliases unique. */
export function toFieldValue(
  field: Pick<DealFieldRow, 'code' | 'type' | 'isMultiple'>,
  account: string,
  place: number,
): FieldValue | undefined {
  if (CUSTOM.test(field.code)) return toCustomValue(field, account, place);
  const standard = standardFields.get(field.code);
  if (standard === undefined) return undefined;
  const { column, type, kind } = standard;
  if (kind !== undefined) return toNamed({ kind, code: `d.${column}`, raw: `d.${column}` }, place);
  return { type, expression: toStandardExpression(column, type) };
}

function toStandardExpression(column: string, type: Shape): string {
  if (type === 'bigint') return `d.${column}::bigint`;
  // The same day for every reader, whatever zone the session has.
  return type === 'date' ? `(d.${column} AT TIME ZONE 'UTC')::date` : `d.${column}`;
}

/** The currency beside a single money field. */
export function toCurrencyValue({ code }: Pick<DealFieldRow, 'code'>): FieldValue {
  return { expression: `readable_currency(${toPath(code)})`, type: 'text' };
}

const singles: Readonly<Record<string, readonly [reader: string, type: string]>> = {
  integer: ['readable_number', 'numeric'],
  double: ['readable_number', 'numeric'],
  boolean: ['readable_boolean', 'boolean'],
  date: ['readable_date', 'date'],
  datetime: ['readable_instant', 'timestamptz'],
  money: ['readable_amount', 'numeric'],
};

function toCustomValue(
  { code, type, isMultiple }: Pick<DealFieldRow, 'code' | 'type' | 'isMultiple'>,
  account: string,
  place: number,
): FieldValue {
  const path = toPath(code);
  const kind = toKind(type, code);
  if (kind !== undefined) {
    return isMultiple
      ? { expression: toJoinedNames(path, kind, account), type: 'text' }
      : toNamed({ kind, code: toTextPath(code), raw: `readable_text(${path})` }, place);
  }
  const [reader, shown] = (isMultiple ? undefined : singles[type]) ?? ['readable_text', 'text'];
  return { expression: `${reader}(${path})`, type: shown };
}

/** The dictionary of a custom field's codes. */
function toKind(type: string, code: string): string | undefined {
  if (type === 'enumeration' || type === 'crm_status') return `enum:${code}`;
  return type === 'employee' || type === 'user' ? 'user' : undefined;
}

function toPath(code: string): string {
  return `(c.custom -> ${toLiteral(code)})`;
}

/** For a join: of `d`, because a join upon `c` would have it unpacked for every row of every query. */
function toTextPath(code: string): string {
  return `(d.custom ->> ${toLiteral(code)})`;
}

function toNamed(
  { kind, code, raw }: { kind: string; code: string; raw: string },
  place: number,
): FieldValue {
  const alias = `n${place}`;
  return {
    expression: `COALESCE(${alias}.name, ${raw})`,
    type: 'text',
    join: { alias, kind, code },
  };
}

/** Names of several codes in their order; a code without a name shows itself. */
function toJoinedNames(path: string, kind: string, account: string): string {
  return `(SELECT string_agg(COALESCE(o.name, x.code), ', ' ORDER BY x.place)
    FROM jsonb_array_elements_text(CASE jsonb_typeof(${path}) WHEN 'array' THEN ${path}
           ELSE jsonb_build_array(${path}) END) WITH ORDINALITY AS x(code, place)
    LEFT JOIN dictionary_entry o ON o.account = ${toLiteral(account)}
     AND o.kind = ${toLiteral(kind)} AND o.code = x.code)`;
}

/** The FROM and WHERE of every view over an account's live deals. */
export function toDealSource(account: string, joins: readonly NameJoin[]): string {
  const names = joins.map(
    ({ alias, kind, code }) => `LEFT JOIN dictionary_entry ${alias}
    ON ${alias}.account = ${toLiteral(account)} AND ${alias}.kind = ${toLiteral(kind)}
   AND ${alias}.code = ${code}`,
  );
  // The custom fields are unpacked once for all columns of a row, and not at all when none is asked for.
  return `FROM deal d
  CROSS JOIN LATERAL (SELECT d.custom || '{}'::jsonb AS custom OFFSET 0) c
  ${names.join('\n  ')}
 WHERE d.account = ${toLiteral(account)} AND d.deleted_at IS NULL`;
}
