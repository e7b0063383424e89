/** Balances of the stock register, one Period for all pages (V174 17.4.9; fields by KZ2). */
import { z } from 'zod';
import type { Base } from './base.ts';
import { BALANCE_PAGE } from './limits.ts';
import type { StockReading, StockRow } from './model.ts';
import type { BalanceOptions } from './operations.ts';
import { readPages } from './read-rows.ts';
import { STOCK } from './sets.ts';
import { decimal, ref } from './wire.ts';

const balance: z.ZodType<StockRow> = z
  .object({ Товар_Key: ref, Склад_Key: ref, КоличествоBalance: decimal })
  .transform((row) => ({
    product: row.Товар_Key,
    warehouse: row.Склад_Key,
    quantity: row.КоличествоBalance,
  }));

/** Reads all balances through the virtual table of the register. */
export async function readOdataBalances(
  base: Base,
  options: BalanceOptions,
): Promise<StockReading> {
  const { period, warehouses, organisation, ...call } = options;
  const conditions = [
    warehouses === undefined ? '' : anyOf('Склад_Key', warehouses),
    organisation === undefined ? '' : `Организация_Key eq guid'${organisation}'`,
  ].filter((one) => one !== '');
  const args = [
    "Dimensions='Товар,Склад'",
    `Period=datetime'${period}'`,
    ...(conditions.length === 0
      ? []
      : [`Condition='${conditions.join(' and ').replaceAll("'", "''")}'`]),
  ];
  const rows: StockRow[] = [];
  const problems: string[] = [];
  let pages = 0;
  let readAt: Date | undefined;
  const query = {
    operation: 'readBalances',
    set: `${STOCK}/Balance(${args.join(',')})`,
    row: balance,
    // Without an order the pages may overlap: 1C promises none.
    orderBy: 'Товар_Key,Склад_Key',
    options: call,
  };
  for await (const page of readPages(base, query, BALANCE_PAGE)) {
    rows.push(...page.rows);
    problems.push(...page.problems);
    pages += 1;
    readAt ??= page.readAt;
  }
  return { period, readAt: readAt ?? base.clock.now(), rows, problems, pages };
}

function anyOf(field: string, refs: readonly string[]): string {
  // No warehouse at all is a condition that nothing meets, not the absence of a condition.
  if (refs.length === 0) return `${field} eq guid'00000000-0000-0000-0000-000000000001'`;
  return `(${refs.map((one) => `${field} eq guid'${one}'`).join(' or ')})`;
}
