/** The contents of a base at the start: the same seed and scenario give the same rows. */
import {
  makeTradeGoods,
  openingStock,
  tradeWarehouses,
  type TradeGood,
} from '../../trade-goods.ts';
import { dataVersion, emptyDate, zeroRef, type Row } from '../row.ts';
import type { Scenario } from '../scenario.ts';
import { accountsSet, barcodeRegister } from '../schema.ts';
import type { Movement, Store } from '../store.ts';
import { binOf, refOf } from './refs.ts';

/** Stock that was there before anything else happened. */
const openingPeriod = '2025-01-01T00:00:00';

const accounts: readonly (readonly [code: string, name: string])[] = [
  ['1210', 'Краткосрочная дебиторская задолженность покупателей'],
  ['1330', 'Товары'],
  ['3130', 'Налог на добавленную стоимость'],
  ['3510', 'Краткосрочные авансы полученные'],
  ['6010', 'Доход от реализации продукции и оказания услуг'],
  ['7010', 'Себестоимость реализованной продукции и оказанных услуг'],
];
const units: readonly (readonly [code: string, name: string])[] = [
  ['796', 'шт'],
  ['778', 'упак'],
  ['166', 'кг'],
];
/** Name, percent, first and last day. */
const vatRates: readonly (readonly [name: string, percent: number, from: string, to: string])[] = [
  ['без НДС', 0, emptyDate, emptyDate],
  ['0%', 0, emptyDate, emptyDate],
  ['5%', 5, '2026-01-01T00:00:00', emptyDate],
  ['10%', 10, '2026-01-01T00:00:00', emptyDate],
  ['12%', 12, '2009-01-01T00:00:00', '2025-12-31T00:00:00'],
  ['16%', 16, '2026-01-01T00:00:00', emptyDate],
];

/** Puts everything that a scenario describes into an empty store. */
export function fillStore(store: Store, seed: number, scenario: Scenario): void {
  fillDictionaries(store, seed);
  fillFirms(store, seed);
  for (let index = 0; index < scenario.warehouses; index += 1) {
    const { nameIn1c } = tradeWarehouses[index] ?? { nameIn1c: `Склад ${index + 1}` };
    put(store, 'Catalog_Склады', {
      ...card(refOf(seed, 'warehouse', index), String(index + 1).padStart(9, '0'), nameIn1c),
      ...{ Parent_Key: zeroRef, IsFolder: false },
    });
  }
  for (let index = 0; index < scenario.counterparties; index += 1) {
    fillCounterparty(store, seed, index);
  }
  const goods = makeTradeGoods(seed, scenario.products);
  for (const good of goods) fillProduct(store, seed, good);
  store.movements.push(...openingMovements(seed, scenario, goods));
  if (scenario.hasOddities) addOddities(store, seed);
}

function fillDictionaries(store: Store, seed: number): void {
  put(store, 'Catalog_Валюты', card(refOf(seed, 'currency', 0), '398', 'KZT'));
  units.forEach(([code, name], index) =>
    put(
      store,
      'Catalog_КлассификаторЕдиницИзмерения',
      card(refOf(seed, 'unit', index), code, name),
    ),
  );
  vatRates.forEach(([name, percent, from, to], index) =>
    put(store, 'Catalog_СтавкиНДС', {
      ...card(refOf(seed, 'vat', index), String(index + 1).padStart(9, '0'), name),
      ...{ Ставка: percent, ДатаНачала: from, ДатаОкончания: to },
    }),
  );
  accounts.forEach(([code, name], index) =>
    put(store, accountsSet, card(refOf(seed, 'account', index), code, name)),
  );
}

function fillFirms(store: Store, seed: number): void {
  const names = ['ТОО "Алтын Сауда"', 'ИП Сәуле'];
  names.forEach((name, index) =>
    put(store, 'Catalog_Организации', {
      ...card(refOf(seed, 'firm', index), String(index + 1).padStart(9, '0'), name),
      НаименованиеПолное: name,
      ИдентификационныйНомер: binOf(900 + index),
      НомерСвидетельстваПоНДС: index === 0 ? '6000000001' : '',
      ДатаПостановкиНаУчетПоНДС: index === 0 ? '2020-01-01T00:00:00' : emptyDate,
    }),
  );
}

function fillCounterparty(store: Store, seed: number, index: number): void {
  const ref = refOf(seed, 'counterparty', index);
  const contract = refOf(seed, 'contract', index);
  const name = `ТОО "Покупатель ${index + 1}"`;
  put(store, 'Catalog_Контрагенты', {
    ...card(ref, String(index + 1).padStart(9, '0'), name),
    НаименованиеПолное: name,
    ИдентификационныйКодЛичности: binOf(index),
    ЮрФизЛицо: 'ЮрЛицо',
    КБЕ: '17',
    ОсновнойДоговорКонтрагента_Key: contract,
    ГосударственноеУчреждение: false,
    Комментарий: '',
  });
  put(store, 'Catalog_ДоговорыКонтрагентов', {
    ...card(contract, String(index + 1).padStart(9, '0'), `Договор № ${index + 1}`),
    Owner_Key: ref,
    Организация_Key: refOf(seed, 'firm', 0),
    ВидДоговора: 'СПокупателем',
    НомерДоговора: String(index + 1),
    ДатаДоговора: '2026-01-10T00:00:00',
    ВалютаВзаиморасчетов_Key: refOf(seed, 'currency', 0),
  });
}

/** The row of a product in its catalogue. */
export function productRow(seed: number, good: TradeGood): Row {
  const unit = units.findIndex(([, name]) => name === good.unit);
  return {
    ...card(refOf(seed, 'product', good.index), good.code, good.nameIn1c),
    Parent_Key: zeroRef,
    IsFolder: false,
    НаименованиеПолное: good.nameIn1c,
    Артикул: good.article,
    Услуга: false,
    БазоваяЕдиницаИзмерения_Key: refOf(seed, 'unit', Math.max(0, unit)),
    СтавкаНДС_Key: refOf(seed, 'vat', 5),
    КодТНВЭД: '',
  };
}

function fillProduct(store: Store, seed: number, good: TradeGood): void {
  put(store, 'Catalog_Номенклатура', productRow(seed, good));
  if (good.barcode === '') return;
  store.sets.get(barcodeRegister)?.set(good.barcode, {
    Штрихкод: good.barcode,
    Номенклатура_Key: refOf(seed, 'product', good.index),
  });
}

function openingMovements(
  seed: number,
  { warehouses }: Scenario,
  goods: readonly TradeGood[],
): Movement[] {
  const firm = refOf(seed, 'firm', 0);
  const places = tradeWarehouses
    .slice(0, warehouses)
    .map((warehouse) => ({ warehouse, ref: refOf(seed, 'warehouse', warehouse.index) }));
  return goods.flatMap((good) => {
    const product = refOf(seed, 'product', good.index);
    const cost = Math.round(good.price * 0.6);
    return places.flatMap(({ warehouse, ref }): Movement[] => {
      const quantity = openingStock(seed, good, warehouse);
      const at = { period: openingPeriod, recorder: 'opening', firm, product, warehouse: ref };
      return quantity === 0 ? [] : [{ ...at, quantity, cost: quantity * cost }];
    });
  });
}

/** A folder, a service, a retired card, a negative, and a balance of nothing. */
function addOddities(store: Store, seed: number): void {
  const odd = (index: number, code: string, name: string): Row => ({
    ...productRow(seed, {
      ...{ index: 1_000_000 + index, code, article: '', barcode: '', unit: 'шт', price: 500 },
      ...{ nameIn1c: name, nameInBitrix24: name },
    }),
  });
  put(store, 'Catalog_Номенклатура', { ...odd(0, '00-90000001', 'Косметика'), IsFolder: true });
  put(store, 'Catalog_Номенклатура', {
    ...odd(1, '00-90000002', 'Доставка по городу'),
    Услуга: true,
  });
  put(store, 'Catalog_Номенклатура', {
    ...odd(2, '00-90000003', 'Крем старый (не выбирайте)'),
    DeletionMark: true,
  });
  put(store, 'Catalog_Номенклатура', odd(3, '00-90000004', 'Пакет подарочный'));
  put(store, 'Catalog_Номенклатура', odd(4, '00-90000005', 'Лента упаковочная'));
  const at = { period: openingPeriod, recorder: 'opening', firm: refOf(seed, 'firm', 0) };
  const warehouse = refOf(seed, 'warehouse', 0);
  const minus = { product: refOf(seed, 'product', 1_000_003), quantity: -3, cost: -900 };
  const tape = { product: refOf(seed, 'product', 1_000_004), cost: 0 };
  store.movements.push({ ...at, warehouse, ...minus });
  store.movements.push({ ...at, warehouse, ...tape, quantity: 5 });
  store.movements.push({ ...at, warehouse, ...tape, quantity: -5 });
}

function card(ref: string, code: string, name: string): Row {
  return {
    Ref_Key: ref,
    DataVersion: dataVersion(0),
    DeletionMark: false,
    Predefined: false,
    Code: code,
    Description: name,
  };
}

function put(store: Store, set: string, row: Row): void {
  store.sets.get(set)?.set(String(row['Ref_Key']), row);
}
