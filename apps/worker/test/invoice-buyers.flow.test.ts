import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { changeSetting, expectHolds, expectNumbers, recheck } from './world/look-at-invoices.ts';
import { seatPerson, type OnecPerson } from './world/onec-person.ts';
import {
  BINS,
  closeDeal,
  prepareDeal,
  readSales,
  startExchange,
  type Exchange,
} from './world/start-exchange.ts';

const BUYERS = 'Catalog_Контрагенты';
const CONTRACTS = 'Catalog_ДоговорыКонтрагентов';
const CURRENCIES = 'Catalog_Валюты';

let exchange: Exchange;
let person: OnecPerson;
beforeEach(async () => {
  exchange = await startExchange({ postgresUrl: inject('postgresUrl'), isQuiet: true });
  person = await seatPerson(exchange);
  await exchange.link([0]);
  await exchange.base.act('set-stock-control', { on: false });
  await exchange.startWorker().ready;
});
afterEach(() => exchange.end());

const sell = async (): Promise<number> => {
  const id = await prepareDeal(exchange);
  await closeDeal(exchange, id);
  return id;
};
const refOf = (row: Record<string, unknown>): string => String(row['Ref_Key']);
const makeBuyer = async (): Promise<string> => {
  const fields = { Description: 'ТОО Пример', ИдентификационныйКодЛичности: BINS[0] };
  return refOf(await person.create(BUYERS, fields));
};
const makeContract = async (buyer: string, currency = '398'): Promise<string> => {
  const firm = refOf(await person.find('Catalog_Организации', 'Code', '000000001'));
  const fields = {
    ...{ Owner_Key: buyer, Организация_Key: firm, ВидДоговора: 'СПокупателем' },
    ...{ Description: 'Договор', ВалютаВзаиморасчетов_Key: await findCurrency(currency) },
  };
  return refOf(await person.create(CONTRACTS, fields));
};
const findCurrency = async (code: string): Promise<string> =>
  refOf(await person.find(CURRENCIES, 'Code', code));
const readContract = async (): Promise<string> => {
  const [sale] = (await readSales(exchange)) as unknown as Record<string, string>[];
  return sale?.['ДоговорКонтрагента_Key'] ?? '';
};

test('among several contracts nobody chooses but a person, who names the main one', async () => {
  const buyer = await makeBuyer();
  const contracts = [await makeContract(buyer), await makeContract(buyer)];
  const id = await sell();
  await expectHolds(exchange, [`${id} contract-unclear`]);
  const main = contracts[1] ?? '';
  await person.change(BUYERS, buyer, { ОсновнойДоговорКонтрагента_Key: main });
  await recheck(exchange);
  await expectNumbers(exchange, [id]);
  expect(await readContract()).toBe(main);
});

test('a contract in another currency is not taken, even the main one', async () => {
  await person.create(CURRENCIES, { Code: '840', Description: 'USD' });
  const buyer = await makeBuyer();
  const dollars = await makeContract(buyer, '840');
  await person.change(BUYERS, buyer, { ОсновнойДоговорКонтрагента_Key: dollars });
  const id = await sell();
  await expectNumbers(exchange, [id]);
  const taken = await person.find(CONTRACTS, 'Ref_Key', await readContract());
  expect(taken).toMatchObject({
    ...{ Owner_Key: buyer, ВалютаВзаиморасчетов_Key: await findCurrency('398') },
  });
});

test('a buyer or contract of ours that is marked for deletion is not used any more', async () => {
  const first = await sell();
  await expectNumbers(exchange, [first]);
  const buyer = refOf(await person.find(BUYERS, 'ИдентификационныйКодЛичности', BINS[0]));
  await person.change(BUYERS, buyer, { DeletionMark: true });
  const second = await sell();
  await expectHolds(exchange, [`${second} buyer-unusable`]);
  await person.change(BUYERS, buyer, { DeletionMark: false });
  const contract = await readContract();
  await person.change(CONTRACTS, contract, { DeletionMark: true });
  await recheck(exchange);
  await expectHolds(exchange, [`${second} contract-unclear`]);
  await person.change(CONTRACTS, contract, { DeletionMark: false });
  await recheck(exchange);
  await expectNumbers(exchange, [first, second]);
  await expectHolds(exchange, []);
});

test('the payment’s name stands in the base’s own field, and a field that is not there is said', async () => {
  const id = await sell();
  await expectNumbers(exchange, [id]);
  expect((await readSales(exchange))[0]).toMatchObject({ СпособОплаты: 'Kaspi' });
  await changeSetting(exchange, 'paymentField', 'НетТакогоПоля');
  const other = await sell();
  await expectHolds(exchange, [`${other} check-failed`]);
  await changeSetting(exchange, 'paymentField', null);
  await recheck(exchange);
  await expectNumbers(exchange, [other]);
  const payments = (await readSales(exchange)) as unknown as { СпособОплаты: string }[];
  expect(payments.map((one) => one.СпособОплаты).toSorted()).toEqual(['', 'Kaspi']);
});
