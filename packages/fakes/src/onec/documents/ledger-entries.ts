/** The entries of the ledger that a posted sale makes. */
import type { Base } from '../base.ts';
import { refOf } from '../contents/refs.ts';
import { numberOf, partOf, textOf, zeroRef, type Row } from '../row.ts';
import { accountsSet } from '../schema.ts';
import type { LedgerEntry, LedgerSide, Movement, Subconto } from '../store.ts';

/** All entries: the stock that was there from the beginning, then what was posted. */
export function ledgerEntries(base: Base): LedgerEntry[] {
  const goods = accountByCode(base, '1330');
  const openings = base.store.movements
    .filter(({ recorder, cost }) => recorder === 'opening' && cost !== 0)
    .map((movement): LedgerEntry => ({
      ...{ period: movement.period, recorder: 'opening', firm: movement.firm },
      debit: { account: goods, about: aboutGoods(movement) },
      credit: undefined,
      ...{ amount: movement.cost, text: 'Ввод остатков' },
    }));
  return [...openings, ...base.store.entries];
}

/** The account of the chart with this code; the zero reference when there is none. */
export function accountByCode(base: Base, code: string): string {
  for (const row of base.store.sets.get(accountsSet)?.values() ?? []) {
    if (row['Code'] === code) return textOf(row, 'Ref_Key');
  }
  return zeroRef;
}

/** An advance that a customer has paid: what a sale takes off later. */
export function advanceEntry(
  base: Base,
  advance: { counterparty: string; contract: string; amount: number; period: string },
): LedgerEntry {
  return {
    ...{ period: advance.period, recorder: 'by hand', firm: refOf(base.seed, 'firm', 0) },
    debit: undefined,
    credit: { account: accountByCode(base, '3510'), about: aboutBuyer(advance) },
    ...{ amount: advance.amount, text: 'Аванс покупателя' },
  };
}

/**
 * Dr 1210 Cr 6010 what was earned, Dr 1210 Cr 3130 its VAT, Dr 7010 Cr 1330 what the goods had cost,
 * Dr 3510 Cr 1210 the advance that is used up. Accounts are the document's own.
 */
export function entriesOf(
  base: Base,
  row: Row,
  { period, movements }: { period: string; movements: readonly Movement[] },
): LedgerEntry[] {
  const [recorder, firm] = [textOf(row, 'Ref_Key'), textOf(row, 'Организация_Key')];
  const parties = {
    counterparty: textOf(row, 'Контрагент_Key'),
    contract: textOf(row, 'ДоговорКонтрагента_Key'),
  };
  const choose = (given: string, code: string): string =>
    given === '' || given === zeroRef ? accountByCode(base, code) : given;
  const debt: LedgerSide = {
    account: choose(textOf(row, 'СчетУчетаРасчетовСКонтрагентом_Key'), '1210'),
    about: aboutBuyer(parties),
  };
  const advance: LedgerSide = {
    account: choose(textOf(row, 'СчетУчетаРасчетовПоАвансам_Key'), '3510'),
    about: debt.about,
  };
  const entries: LedgerEntry[] = [];
  const add = (debit: LedgerSide, credit: LedgerSide, [amount, text]: [number, string]): void => {
    if (amount !== 0) entries.push({ period, recorder, firm, debit, credit, amount, text });
  };
  const isIncluded = row['СуммаВключаетНДС'] === true;
  let total = 0;
  const earn = (line: Row): void => {
    const vat = row['УчитыватьНДС'] === true ? numberOf(line, 'СуммаНДС') : 0;
    const earned = cents(numberOf(line, 'Сумма') - (isIncluded ? vat : 0));
    const income = { account: choose(textOf(line, 'СчетДоходовБУ_Key'), '6010'), about: [] };
    add(debt, income, [earned, 'Доход от реализации']);
    add(debt, { account: accountByCode(base, '3130'), about: [] }, [vat, 'НДС']);
    total = cents(total + earned + vat);
  };
  for (const [index, line] of partOf(row, 'Товары').entries()) {
    earn(line);
    const movement = movements[index];
    if (movement === undefined) continue;
    const cost = {
      account: choose(textOf(line, 'СчетСписанияСебестоимостиБУ_Key'), '7010'),
      about: [],
    };
    const goods = choose(textOf(line, 'СчетУчетаБУ_Key'), '1330');
    add(cost, { account: goods, about: aboutGoods(movement) }, [-movement.cost, 'Себестоимость']);
  }
  for (const line of partOf(row, 'Услуги')) earn(line);
  const paid = advanceOf(base, { recorder, account: advance.account, ...parties });
  add(advance, debt, [Math.min(total, Math.max(0, paid)), 'Зачет аванса']);
  return entries;
}

/** What a customer has paid in advance and not used up, by other documents than this. */
function advanceOf(
  base: Base,
  of: { recorder: string; account: string; counterparty: string },
): number {
  let rest = 0;
  for (const { recorder, debit, credit, amount } of base.store.entries) {
    if (recorder === of.recorder) continue;
    const isOf = (side: LedgerSide | undefined): boolean =>
      side?.account === of.account && side.about[0]?.ref === of.counterparty;
    if (isOf(credit)) rest += amount;
    if (isOf(debit)) rest -= amount;
  }
  return cents(rest);
}

function aboutBuyer(of: { counterparty: string; contract: string }): readonly Subconto[] {
  return [
    { set: 'Catalog_Контрагенты', ref: of.counterparty },
    { set: 'Catalog_ДоговорыКонтрагентов', ref: of.contract },
  ];
}

function aboutGoods({ product, warehouse }: Movement): readonly Subconto[] {
  return [
    { set: 'Catalog_Номенклатура', ref: product },
    { set: 'Catalog_Склады', ref: warehouse },
  ];
}

/** Money to the hundredth. */
function cents(value: number): number {
  return Math.round(value * 100) / 100;
}
