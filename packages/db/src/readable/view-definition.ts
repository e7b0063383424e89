import type { DealFieldRow } from '../deal-fields.ts';
import { toColumnNames } from './column-names.ts';
import { toCurrencyValue, toDealSource, toFieldValue, type FieldValue } from './deal-columns.ts';
import { toIdentifier } from './sql-text.ts';

/** A column of a view and the field behind it. */
export interface ViewColumn {
  readonly name: string;
  readonly fieldCode: string;
  /** The portal's own label, as people know it there. */
  readonly label: string;
  /** Type of PostgreSQL. */
  readonly type: string;
}

export interface ViewDefinition {
  /** The SELECT. */
  readonly query: string;
  readonly columns: readonly ViewColumn[];
}

interface Shown extends FieldValue {
  readonly code: string;
  readonly fieldCode: string;
  readonly label: string;
  readonly isCustom: boolean;
}

const ID: DealFieldRow = {
  ...{ code: 'ID', type: 'integer', label: 'ID' },
  ...{ isMultiple: false, isCustom: false, isReadOnly: true },
};

/** The readable view of an account's live deals: a column for each field, in the order of `fields`. */
export function toReadableDefinition(
  fields: readonly DealFieldRow[],
  account: string,
): ViewDefinition {
  const all = fields.some(({ code }) => code === 'ID') ? fields : [ID, ...fields];
  const shown = all.flatMap((field, place) => toShown(field, account, place));
  const names = toColumnNames(shown);
  const columns = shown.map(({ code, fieldCode, label, type }) => ({
    ...{ name: names.get(code) ?? code, fieldCode, label, type },
  }));
  return { query: toViewQuery(shown, columns, account), columns };
}

/** The SELECT of columns that stand beside their values in order. */
export function toViewQuery(
  values: readonly FieldValue[],
  columns: readonly ViewColumn[],
  account: string,
): string {
  const list = values.map(
    ({ expression }, at) => `${expression} AS ${toIdentifier(columns[at]?.name ?? '')}`,
  );
  const joins = values.flatMap(({ join }) => (join === undefined ? [] : [join]));
  return `SELECT ${list.join(',\n       ')}\n${toDealSource(account, joins)}`;
}

function toShown(field: DealFieldRow, account: string, place: number): Shown[] {
  const value = toFieldValue(field, account, place);
  if (value === undefined) return [];
  const { code, label, isCustom } = field;
  const shown = { ...value, code, fieldCode: code, label, isCustom };
  if (!isCustom || field.type !== 'money' || field.isMultiple) return [shown];
  const beside = { ...toCurrencyValue(field), code: `${code}/currency`, fieldCode: code, isCustom };
  return [shown, { ...beside, label: `${label} currency` }];
}
