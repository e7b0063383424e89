import type { Base } from '../base.ts';
import { localNow } from '../base.ts';
import { exception } from '../odata/odata-error.ts';
import { numberOf, partOf, textOf, zeroRef, type Row } from '../row.ts';
import { saleSet } from '../schema.ts';
import type { Movement } from '../store.ts';
import { refuseClosedPeriod } from './closed-period.ts';
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
  const others = base.store.movements.filter(({ recorder }) => recorder !== ref);
  const own = set === saleSet ? movementsOf(row) : [];
  refuseShortStock(base, others, own);
  base.store.movements = [...others, ...own];
  row['Posted'] = true;
  base.counters.posted += 1;
  countWrite(base, row);
  return row;
}

/** Takes a posting back, movements included. */
export function unpostDocument(base: Base, set: string, ref: string): Row {
  const row = needRow(base, set, ref);
  if (row['Posted'] === true) refuseClosedPeriod(base, row);
  base.store.movements = base.store.movements.filter(({ recorder }) => recorder !== ref);
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

function movementsOf(row: Row): Movement[] {
  return partOf(row, 'Товары').map((line) => ({
    period: textOf(row, 'Date'),
    recorder: textOf(row, 'Ref_Key'),
    firm: textOf(row, 'Организация_Key'),
    product: textOf(line, 'Номенклатура_Key'),
    warehouse: textOf(row, 'Склад_Key'),
    quantity: -(numberOf(line, 'Количество') * (numberOf(line, 'Коэффициент') || 1)),
    cost: 0,
  }));
}

/** Control of the rest: what is on the warehouse now must cover every row. */
function refuseShortStock(base: Base, others: readonly Movement[], own: readonly Movement[]): void {
  if (!base.settings.isStockControlled) return;
  const wanted = new Map<string, { product: string; warehouse: string; amount: number }>();
  for (const { product, warehouse, quantity } of own) {
    const key = `${product} ${warehouse}`;
    const sofar = wanted.get(key)?.amount ?? 0;
    wanted.set(key, { product, warehouse, amount: sofar - quantity });
  }
  const left = new Map<string, number>();
  for (const { product, warehouse, quantity } of others) {
    const key = `${product} ${warehouse}`;
    if (wanted.has(key)) left.set(key, (left.get(key) ?? 0) + quantity);
  }
  for (const [key, { product, amount }] of wanted) {
    const rest = left.get(key) ?? 0;
    if (rest >= amount) continue;
    const name = textOf(needRow(base, 'Catalog_Номенклатура', product), 'Description');
    throw exception(
      `Недостаточно товара "${name}" на складе: требуется ${amount}, остаток ${rest}, не хватает ${amount - rest}. ${localNow(base)}`,
      place,
    );
  }
}
