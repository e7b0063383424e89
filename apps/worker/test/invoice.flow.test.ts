import { toBaseTime } from '@ponte/connectors/onec/model';
import { listRuns } from '@ponte/db/runs';
import { afterEach, expect, inject, test } from 'vitest';
import {
  changeSetting,
  expectNumbers,
  expectRest,
  listOpenHolds,
  release,
} from './world/look-at-invoices.ts';
import {
  BINS,
  closeDeal,
  prepareDeal,
  readNumbers,
  readSales,
  startExchange,
  type Exchange,
  type ExchangeOptions,
} from './world/start-exchange.ts';

let exchange: Exchange;
const start = async (options: Partial<ExchangeOptions> = {}): Promise<void> => {
  exchange = await startExchange({ postgresUrl: inject('postgresUrl'), ...options });
};
afterEach(() => exchange.end());

const openHolds = (): Promise<string[]> => listOpenHolds(exchange);

test('a deal that is sold gets one posted document, and the deal its number and link', async () => {
  await start();
  await exchange.link([0, 1]);
  await exchange.startWorker().ready;
  const id = await prepareDeal(exchange, { goods: [0, 1] });
  await closeDeal(exchange, id);
  await expectNumbers(exchange, [id]);
  const [sale, ...others] = await readSales(exchange);
  expect(others).toEqual([]);
  expect(sale).toMatchObject({
    ...{ Posted: true, СуммаДокумента: 4640, Комментарий: `Bitrix24 deal ${id}; Kaspi` },
    Товары: [
      { Сумма: 2320, СуммаНДС: 320 },
      { Сумма: 2320, СуммаНДС: 320 },
    ],
  });
  expect((await readNumbers(exchange)).get(String(id))).toBe(sale?.Number);
  const invoice = `invoice:${sale?.Ref_Key ?? ''}`;
  await expect
    .poll(async () => {
      const runs = await listRuns(exchange.database.pool, { key: invoice });
      return new Set(runs.map(({ keys }) => keys.includes(`deal:${id}`)));
    })
    .toEqual(new Set([true]));
  await expect.poll(openHolds).toEqual([]);
});

test('a deal updated 20 times by people, and by our own write, has one invoice and comes to rest', async () => {
  await start();
  await exchange.link([0]);
  await exchange.startWorker().ready;
  const id = await prepareDeal(exchange);
  await closeDeal(exchange, id);
  for (let edit = 0; edit < 20; edit += 1) {
    await exchange.portal.act('edit-deal', { id, fields: { TITLE: `Заказ ${edit}` } });
  }
  await expectNumbers(exchange, [id]);
  await exchange.portal.act('edit-deal', { id, fields: { TITLE: 'последняя правка' } });
  await expectRest(exchange);
  expect(await readSales(exchange)).toHaveLength(1);
  const { requestsByMethod } = (await exchange.portal.counters()) as {
    requestsByMethod: Record<string, number>;
  };
  expect(requestsByMethod['crm.deal.update']).toBe(1);
});

test('the VAT is that of the document’s day, from 1C’s catalogue, and the closing date dates it only if set so', async () => {
  await start();
  await exchange.link([0]);
  await exchange.startWorker().ready;
  const expected = await prepareDeal(exchange);
  await closeDeal(exchange, expected, { CLOSEDATE: '2025-12-31T03:00:00+03:00' });
  await expectNumbers(exchange, [expected]);
  const today = toBaseTime(exchange.clock.now(), 'Asia/Almaty').slice(0, 10);
  const readFigures = async (): Promise<(readonly [string, number | undefined])[]> =>
    (await readSales(exchange)).map(
      ({ Date: date, Товары: [row] }) => [...[date.slice(0, 10), row?.СуммаНДС]] as const,
    );
  expect(await readFigures()).toEqual([[today, 320]]);

  await changeSetting(exchange, 'documentDate', 'closing-date');
  const far = await prepareDeal(exchange);
  await closeDeal(exchange, far, { CLOSEDATE: '2025-12-31T12:00:00+05:00' });
  await expect.poll(openHolds).toEqual([`${far} closing-date-wrong`]);
  await changeSetting(exchange, 'mostDaysBack', 3_660);
  await release(exchange, 'closing-date-wrong');
  const next = await prepareDeal(exchange);
  await closeDeal(exchange, next, { CLOSEDATE: '2026-01-01T12:00:00+05:00' });
  await expectNumbers(exchange, [far, next]);
  expect((await readFigures()).toSorted().slice(0, 2)).toEqual([
    ['2025-12-31', 248.57],
    ['2026-01-01', 320],
  ]);
});

test('deals wait for their products and go on when these are linked', async () => {
  await start();
  await exchange.link([9]);
  await exchange.startWorker().ready;
  const ids: number[] = [];
  for (const goods of [[0], [1], [2], [0, 1], [1, 2, 9]]) {
    const id = await prepareDeal(exchange, { goods });
    ids.push(id);
    await closeDeal(exchange, id);
  }
  await expect.poll(openHolds).toEqual(ids.map((id) => `${id} product-unmapped`).toSorted());
  expect(await readSales(exchange)).toEqual([]);
  for (const good of [0, 1, 2]) await exchange.map(good);
  await expectNumbers(exchange, ids);
  await expect.poll(openHolds).toEqual([]);
});

test('what a person must put right in the deal is named, and goes on when it is right', async () => {
  await start();
  await exchange.link([0]);
  await exchange.startWorker().ready;
  const missing = await prepareDeal(exchange, { bin: null });
  const wrong = await prepareDeal(exchange, { bin: '260140000006' });
  for (const id of [missing, wrong]) await closeDeal(exchange, id);
  await expect.poll(openHolds).toEqual([`${missing} bin-missing`, `${wrong} bin-wrong`].toSorted());
  for (const id of [missing, wrong]) {
    await exchange.portal.act('edit-deal', { id, fields: { UF_CRM_BIN: BINS[1] } });
  }
  await expectNumbers(exchange, [missing, wrong]);
  await expect.poll(openHolds).toEqual([]);
  const { rows } = await exchange.base.state(`?set=${encodeURIComponent('Catalog_Контрагенты')}`);
  const buyers = (rows as Record<string, unknown>[]).filter(
    (row) => row['ИдентификационныйКодЛичности'] === BINS[1],
  );
  expect(buyers).toHaveLength(1);
});

test('a closed period and a short stock hold with their names, and opening them releases by itself', async () => {
  await start({ timeScale: 600 });
  await exchange.link([0, 1]);
  await exchange.base.act('close-period', { until: '2099-12-31' });
  await exchange.startWorker().ready;
  const id = await prepareDeal(exchange);
  await closeDeal(exchange, id);
  await expect.poll(openHolds).toEqual([`${id} period-closed`]);
  expect((await readSales(exchange)).filter(({ Posted }) => Posted)).toEqual([]);
  await exchange.base.act('open-period');
  await expectNumbers(exchange, [id]);

  const much = await prepareDeal(exchange, { goods: [1], quantity: 5_000 });
  await closeDeal(exchange, much);
  await expect.poll(openHolds).toEqual([`${much} stock-short`]);
  await exchange.base.act('set-stock-control', { on: false });
  await expectNumbers(exchange, [much]);
  await expect.poll(openHolds).toEqual([]);
  expect(await readSales(exchange)).toHaveLength(2);
});

test('a 500 with code -1 that names its cause is held once a look-up shows that nothing was posted', async () => {
  await start({ isQuiet: true });
  await exchange.link([0]);
  await exchange.startWorker().ready;
  const text = 'Период закрыт: запрещено изменение данных до даты запрета';
  const creation = { match: { method: 'post document_*' }, kind: 'error-500' };
  await exchange.base.faults([{ ...creation, text, after: false, count: 1 }]);
  const id = await prepareDeal(exchange);
  await closeDeal(exchange, id);
  await expect.poll(openHolds).toEqual([`${id} period-closed`]);
  await expect
    .poll(async () => {
      const key = `deal:${id}`;
      const [run] = await listRuns(exchange.database.pool, { key, state: 'held' });
      return run?.counts;
    })
    .toMatchObject({ held: 1, lookUps: 1 });
  expect(await readSales(exchange)).toEqual([]);

  await exchange.base.faults([{ ...creation, text, after: true, count: 1 }]);
  const other = await prepareDeal(exchange);
  await closeDeal(exchange, other);
  await expectNumbers(exchange, [other]);
  expect(await readSales(exchange)).toHaveLength(1);
});

test('a deal that is changed, opened again or deleted after its invoice waits for a person', async () => {
  await start();
  await exchange.link([0, 1]);
  await exchange.startWorker().ready;
  const ids = [0, 1, 2].map(() => prepareDeal(exchange));
  const [changed = 0, opened = 0, deleted = 0] = await Promise.all(ids);
  for (const id of [changed, opened, deleted]) await closeDeal(exchange, id);
  await expectNumbers(exchange, [changed, opened, deleted]);
  await expectRest(exchange);
  const rows = [{ productId: 1001, quantity: 3, price: 1160 }];
  await exchange.portal.act('set-product-rows', { id: changed, rows });
  await exchange.portal.act('edit-deal', { id: opened, fields: { STAGE_ID: 'EXECUTING' } });
  await exchange.portal.act('delete-deal', { id: deleted });
  await expect
    .poll(openHolds)
    .toEqual(
      [`${changed} deal-changed`, `${opened} deal-reopened`, `${deleted} deal-deleted`].toSorted(),
    );
  expect(await readSales(exchange)).toHaveLength(3);

  await release(exchange, 'deal-changed');
  await expect
    .poll(async () => {
      const posted = (await readSales(exchange)).filter(({ Posted }) => Posted);
      return posted.map((sale) => sale.СуммаДокумента).toSorted();
    })
    .toEqual([2320, 2320, 3480]);
  expect(await readSales(exchange)).toHaveLength(3);
});

test('while 1C is down the deals wait, and afterwards they are done in their order', async () => {
  await start({ sessions: 1 });
  await exchange.link([0]);
  await exchange.base.act('set-stock-control', { on: false });
  await exchange.base.faults([{ kind: 'gateway' }]);
  await exchange.startWorker().ready;
  const ids: number[] = [];
  for (let deal = 0; deal < 12; deal += 1) {
    const id = await prepareDeal(exchange);
    ids.push(id);
    await closeDeal(exchange, id);
  }
  await expect
    .poll(async () => (await listRuns(exchange.database.pool, { state: 'waiting' })).length)
    .toBeGreaterThan(0);
  await expect.poll(openHolds).toEqual([]);
  await exchange.base.faults([]);
  await expectNumbers(exchange, ids);
  const sales = (await readSales(exchange)).toSorted((a, b) => (a.Number < b.Number ? -1 : 1));
  expect(sales).toHaveLength(ids.length);
  const { sessions } = (await exchange.base.counters()) as { sessions: Record<string, number> };
  expect(sessions['peak']).toBe(1);
});
