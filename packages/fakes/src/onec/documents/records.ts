/** The records of the registers as rows: what documents have written, and the openings. */
import type { Base } from '../base.ts';
import { refOf } from '../contents/refs.ts';
import { typeOf, undefinedType } from '../odata/reference-types.ts';
import { zeroRef, type Row } from '../row.ts';
import { ledgerRegister, stockRegister } from '../registers.ts';
import { saleSet } from '../schema.ts';
import type { LedgerEntry, LedgerSide, Movement } from '../store.ts';
import { ledgerEntries } from './ledger-entries.ts';

/** Documents that the fake does not publish, behind records that no sale has written. */
const unpublished: Readonly<Record<string, string>> = {
  opening: 'Document_ВводНачальныхОстатков',
  'by hand': 'Document_КорректировкаЗаписейРегистров',
};

/** All records of a register, numbered within their recorders. */
export function recordsOf(base: Base, register: string): Row[] {
  const rows =
    register === stockRegister
      ? base.store.movements.map((movement) => stockRow(base, movement))
      : register === ledgerRegister
        ? ledgerEntries(base).map((entry) => ledgerRow(base, entry))
        : [];
  const lines = new Map<string, number>();
  for (const row of rows) {
    const recorder = String(row['Recorder']);
    const line = (lines.get(recorder) ?? 0) + 1;
    lines.set(recorder, line);
    row['LineNumber'] = line;
  }
  return rows;
}

/** The same records by recorder: one entity for each document. */
export function recordSetsOf(base: Base, register: string): Row[] {
  const sets = new Map<string, Row[]>();
  for (const row of recordsOf(base, register)) {
    const recorder = String(row['Recorder']);
    const records = sets.get(recorder) ?? [];
    records.push(row);
    sets.set(recorder, records);
  }
  return [...sets].map(([recorder, records]) => ({
    Recorder: recorder,
    Recorder_Type: records[0]?.['Recorder_Type'] ?? undefinedType,
    RecordSet: records,
  }));
}

function headOf(base: Base, { recorder, period }: { recorder: string; period: string }): Row {
  const hidden = unpublished[recorder];
  return {
    Recorder: hidden === undefined ? recorder : refOf(base.seed, `recorder ${recorder}`, 0),
    Recorder_Type: typeOf(hidden ?? saleSet),
    Period: period,
    LineNumber: 0,
    Active: true,
  };
}

function stockRow(base: Base, movement: Movement): Row {
  const isExpense = movement.quantity < 0;
  const sign = isExpense ? -1 : 1;
  return {
    ...headOf(base, movement),
    RecordType: isExpense ? 'Expense' : 'Receipt',
    Организация_Key: movement.firm,
    Товар_Key: movement.product,
    Склад_Key: movement.warehouse,
    Количество: sign * movement.quantity || 0,
    Стоимость: sign * movement.cost || 0,
  };
}

function ledgerRow(base: Base, entry: LedgerEntry): Row {
  const { debit, credit, firm, amount, text } = entry;
  return {
    ...headOf(base, entry),
    AccountDr_Key: debit?.account ?? zeroRef,
    AccountCr_Key: credit?.account ?? zeroRef,
    ...aboutOf('Dr', debit),
    ...aboutOf('Cr', credit),
    Организация_Key: firm,
    Сумма: amount,
    Содержание: text,
  };
}

function aboutOf(side: 'Dr' | 'Cr', from: LedgerSide | undefined): Row {
  const row: Row = {};
  for (const index of [0, 1]) {
    const about = from?.about[index];
    const name = `ExtDimension${side}${index + 1}`;
    row[name] = about?.ref ?? '';
    row[`${name}_Type`] = about === undefined ? undefinedType : typeOf(about.set);
  }
  return row;
}
