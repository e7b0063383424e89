import type { Base } from '../base.ts';
import { localNow } from '../base.ts';
import { exception } from '../odata/odata-error.ts';
import { numberOf, partOf, textOf, zeroRef, type Row } from '../row.ts';
import { saleSet } from '../schema.ts';
import { replaceRecords, type Movement, type Store } from '../store.ts';
import { refuseClosedPeriod } from './closed-period.ts';
import { entriesOf } from './ledger-entries.ts';
import { countWrite, needRow } from './write-object.ts';

const place = "ОбщегоНазначения: Ошибка при выполнении обработчика - 'ОбработкаПроведения'";

/** Posts a document: checks as the configuration does, then moves the stock. Repeating is harmless. */
export function postDocument(base: Base, set: string, ref: string): Row {
  const row = needRow(base, set, ref);
  refuseClosedPeriod(base, row);
  if (row['DeletionMark'] === true) {
    throw exception('Помеченный на удаление документ не может быть проведен', place);
  }
  refuseEmptyHead(set, row);
  if (set === saleSet) replaceRecords(base.store, ref, recordsToWrite(base, row));
  row['Posted'] = true;
  base.counters.posted += 1;
  countWrite(base, row);
  return row;
}

/** Takes a posting back, movements included. */
export function unpostDocument(base: Base, set: string, ref: string): Row {
  const row = needRow(base, set, ref);
  if (row['Posted'] === true) refuseClosedPeriod(base, row);
  replaceRecords(base.store, ref);
  row['Posted'] = false;
  countWrite(base, row);
  return row;
}

function refuseEmptyHead(set: string, row: Row): void {
  const refuse = (text: string): never => {
    throw exception(text, place);
  };
  if (isEmpty(row, 'Контрагент_Key')) refuse('Поле "Контрагент" не заполнено');
  if (isEmpty(row, 'ДоговорКонтрагента_Key')) {
    refuse(
      'Поле "Договор" не заполнено: преобразование значения к типу Договор не может быть выполнено',
    );
  }
  const goods = partOf(row, 'Товары');
  if (goods.length + partOf(row, 'Услуги').length === 0) refuse('Не введено ни одной строки');
  if (set !== saleSet) return;
  if (isEmpty(row, 'СчетУчетаРасчетовСКонтрагентом_Key')) {
    refuse('Поле "Счет учета расчетов с контрагентом" не заполнено');
  }
  for (const [index, line] of goods.entries()) {
    if (isEmpty(line, 'СчетУчетаБУ_Key')) refuse(`Строка ${index + 1}: счет учета БУ не заполнен`);
  }
}

function isEmpty(row: Row, field: string): boolean {
  const value = textOf(row, field);
  return value === '' || value === zeroRef;
}

interface Rest {
  quantity: number;
  cost: number;
}

/** What the document writes: goods leave at their average cost, and the ledger says so. */
function recordsToWrite(base: Base, row: Row): Pick<Store, 'movements' | 'entries'> {
  const ref = textOf(row, 'Ref_Key');
  const period = periodOf(row);
  const [firm, warehouse] = [textOf(row, 'Организация_Key'), textOf(row, 'Склад_Key')];
  const wanted = partOf(row, 'Товары').map((line) => ({
    product: textOf(line, 'Номенклатура_Key'),
    amount: numberOf(line, 'Количество') * (numberOf(line, 'Коэффициент') || 1),
  }));
  const rests = new Map<string, Rest>(
    wanted.map(({ product }) => [product, { quantity: 0, cost: 0 }]),
  );
  for (const movement of base.store.movements) {
    if (movement.recorder === ref || movement.warehouse !== warehouse) continue;
    const rest = rests.get(movement.product);
    if (rest === undefined) continue;
    rest.quantity += movement.quantity;
    rest.cost += movement.cost;
  }
  refuseShortStock(base, wanted, rests);
  const movements = wanted.map(({ product, amount }): Movement => {
    const rest = rests.get(product) ?? { quantity: 0, cost: 0 };
    const cost = costOf(rest, amount);
    rest.quantity -= amount;
    rest.cost -= cost;
    return {
      ...{ period, recorder: ref, firm, product, warehouse },
      ...{ quantity: -amount, cost: cost === 0 ? 0 : -cost },
    };
  });
  return { movements, entries: entriesOf(base, row, { period, movements }) };
}

/** Records of a document that has a month's last day and no time carry that day's last second. */
function periodOf(row: Row): string {
  const date = textOf(row, 'Date');
  const next = new Date(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) + 86_400_000);
  const isMonthEnd = next.getUTCDate() === 1;
  return isMonthEnd && date.endsWith('T00:00:00') ? `${date.slice(0, 10)}T23:59:59` : date;
}

function costOf({ quantity, cost }: Rest, amount: number): number {
  if (quantity <= 0 || cost <= 0) return 0;
  return amount >= quantity ? cost : Math.round((cost / quantity) * amount * 100) / 100;
}

/** Control of the rest: what is on the warehouse now must cover every row. */
function refuseShortStock(
  base: Base,
  lines: readonly { product: string; amount: number }[],
  rests: ReadonlyMap<string, Rest>,
): void {
  if (!base.settings.isStockControlled) return;
  const wanted = new Map<string, number>();
  for (const { product, amount } of lines) {
    wanted.set(product, (wanted.get(product) ?? 0) + amount);
  }
  for (const [product, amount] of wanted) {
    const rest = rests.get(product)?.quantity ?? 0;
    if (rest >= amount) continue;
    const name = textOf(needRow(base, 'Catalog_Номенклатура', product), 'Description');
    throw exception(
      `Недостаточно товара "${name}" на складе: требуется ${amount}, остаток ${rest}, не хватает ${amount - rest}. ${localNow(base)}`,
      place,
    );
  }
}
