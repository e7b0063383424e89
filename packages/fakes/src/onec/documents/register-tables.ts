/** The registers that have virtual tables: stock and ledger. */
import type { Base } from '../base.ts';
import { lookupIn } from '../entity-sets.ts';
import { composite, ref, type SetSchema } from '../field-schema.ts';
import { odataErrors } from '../odata/odata-error.ts';
import { typeOf, undefinedType } from '../odata/reference-types.ts';
import { ledgerRegister, stockRegister } from '../registers.ts';
import type { Row } from '../row.ts';
import type { LedgerSide } from '../store.ts';
import { ledgerEntries } from './ledger-entries.ts';
import {
  readTable,
  tableNames,
  tableSchema,
  type Fact,
  type TableAsk,
  type TableName,
  type TableSource,
} from './virtual-tables.ts';

const firm = [ref('Организация', 'Catalog_Организации')];
const stock: TableSource = {
  register: stockRegister,
  dimensions: {
    Организация: firm,
    Товар: [ref('Товар', 'Catalog_Номенклатура')],
    Склад: [ref('Склад', 'Catalog_Склады')],
  },
  resources: ['Количество', 'Стоимость'],
  sides: ['Receipt', 'Expense'],
  hasSidedBalances: false,
};
const ledger: TableSource = {
  register: ledgerRegister,
  dimensions: {
    Account: [ref('Account', 'ChartOfAccounts_Типовой')],
    ExtDimension1: composite('ExtDimension1'),
    ExtDimension2: composite('ExtDimension2'),
    Организация: firm,
  },
  resources: ['Сумма'],
  sides: ['Dr', 'Cr'],
  hasSidedBalances: true,
};
export const tableSources: readonly TableSource[] = [stock, ledger];

interface Remembered {
  readonly key: readonly unknown[];
  readonly rows: Row[];
}

/** The newest table of a base: all pages of one reading come from it. */
const newest = new WeakMap<Base['store'], Remembered>();

/** A virtual table and its fields; code 11 for one that the register has not. */
export function readRegisterTable(
  base: Base,
  register: string,
  { name, ...rest }: Omit<TableAsk, 'name'> & { readonly name: string },
): { rows: Row[]; set: SetSchema } {
  const source = tableSources.find((one) => one.register === register);
  const known = tableNames.find((one) => one === name);
  if (source === undefined || known === undefined) throw odataErrors.noMethod(name);
  base.counters.balances += 1;
  const ask = { ...rest, name: known };
  const set = tableSchema(source, ask);
  const { movements, entries } = base.store;
  const asked = JSON.stringify([register, name, ...ask.args, ask.select]);
  const key = [movements, movements.length, entries, entries.length, asked];
  const before = newest.get(base.store);
  if (before?.key.every((each, index) => each === key[index])) return { rows: before.rows, set };
  const facts = register === stockRegister ? stockFacts(base) : ledgerFacts(base);
  const rows = readTable(source, ask, { facts, lookup: lookupIn(base) });
  if (register === stockRegister && known === 'Balance') markEmpty(rows);
  newest.set(base.store, { key, rows });
  return { rows, set };
}

/** The balances of the stock register. */
export function readBalance(base: Base, args: ReadonlyMap<string, string>): Row[] {
  return readRegisterTable(base, stockRegister, { name: 'Balance', args, select: undefined }).rows;
}

/** Every virtual table with all its fields, for `$metadata`. */
export function allTables(): { register: string; name: TableName; set: SetSchema }[] {
  return tableSources.flatMap((source) =>
    tableNames.map((name) => ({
      register: source.register,
      name,
      set: tableSchema(source, { name, args: new Map(), select: undefined }),
    })),
  );
}

/** Rows of nothing stay, as on a live base; their quantity is null. */
function markEmpty(rows: readonly Row[]): void {
  for (const row of rows) if (row['КоличествоBalance'] === 0) row['КоличествоBalance'] = null;
}

function* stockFacts({ store }: Base): Generator<Fact> {
  for (const { period, firm: owner, product, warehouse, quantity, cost } of store.movements) {
    const keys = { Организация_Key: owner, Товар_Key: product, Склад_Key: warehouse };
    yield { period, keys, amounts: [quantity, cost] };
  }
}

function* ledgerFacts(base: Base): Generator<Fact> {
  for (const { period, firm: owner, debit, credit, amount } of ledgerEntries(base)) {
    if (debit) yield { period, keys: keysOf(debit, owner), amounts: [amount] };
    if (credit) yield { period, keys: keysOf(credit, owner), amounts: [-amount] };
  }
}

function keysOf({ account, about }: LedgerSide, owner: string): Row {
  const row: Row = { Account_Key: account, Организация_Key: owner };
  for (const index of [0, 1]) {
    const one = about[index];
    const name = `ExtDimension${index + 1}`;
    row[name] = one?.ref ?? '';
    row[`${name}_Type`] = one === undefined ? undefinedType : typeOf(one.set);
  }
  return row;
}
