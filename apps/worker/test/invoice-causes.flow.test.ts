import { toInvoiceRef } from '@ponte/connectors/onec/model';
import { afterEach, expect, inject, test } from 'vitest';
import {
  changeSetting,
  countLookUps,
  expectHolds,
  expectNumbers,
  expectRest,
  listRunsOf,
  recheck,
} from './world/look-at-invoices.ts';
import {
  closeDeal,
  prepareDeal,
  readNumbers,
  readSales,
  startExchange,
  type Exchange,
  type ExchangeOptions,
} from './world/start-exchange.ts';

const SALE = 'document_реализациятоваровуслуг';
const PERIOD = 'Период закрыт: запрещено изменение данных до даты запрета';

let exchange: Exchange;
const start = async (options: Partial<ExchangeOptions> = {}): Promise<void> => {
  exchange = await startExchange({ postgresUrl: inject('postgresUrl'), isQuiet: true, ...options });
  await exchange.link([0, 1]);
  await exchange.base.act('set-stock-control', { on: false });
  await exchange.startWorker().ready;
};
afterEach(() => exchange.end());

const refuse = async (method: string, after: boolean): Promise<void> => {
  const fault = { match: { method }, kind: 'error-500', text: PERIOD, after, count: 1 };
  await exchange.base.faults([fault]);
};
const sell = async (deal: Parameters<typeof prepareDeal>[1] = {}): Promise<number> => {
  const id = await prepareDeal(exchange, deal);
  await closeDeal(exchange, id);
  return id;
};
const changeRows = (id: number, quantity: number): Promise<unknown> =>
  exchange.portal.act('set-product-rows', {
    id,
    rows: [{ productId: 1001, quantity, price: 1160 }],
  });
const expectTotal = async (total: number): Promise<void> => {
  const listPosted = async (): Promise<number[]> =>
    (await readSales(exchange)).filter(({ Posted }) => Posted).map((one) => one.СуммаДокумента);
  await expect.poll(listPosted).toEqual([total]);
};

test.each(['post catalog_контрагенты', 'post catalog_договорыконтрагентов'])(
  'a cause that 1C names at "%s" is held once a look-up shows that nothing was made, and goes on by itself',
  async (method) => {
    await start();
    await refuse(method, false);
    const id = await sell();
    await expectHolds(exchange, [`${id} period-closed`]);
    expect(await readSales(exchange)).toEqual([]);
    await expect.poll(() => countLookUps(exchange, id)).toBe(1);
    await recheck(exchange);
    await expectNumbers(exchange, [id]);
    await expectHolds(exchange, []);
  },
);

test.each(['post catalog_контрагенты', 'post catalog_договорыконтрагентов'])(
  'what was made at "%s" although 1C named a cause is used, and nobody stands there twice',
  async (method) => {
    await start();
    await refuse(method, true);
    const id = await sell();
    await expectNumbers(exchange, [id]);
    const { counts } = (await exchange.base.state()) as { counts: Record<string, number> };
    const before = 30;
    expect(counts['Catalog_Контрагенты']).toBe(before + 1);
    expect(counts['Catalog_ДоговорыКонтрагентов']).toBe(before + 1);
  },
);

test.each([false, true])(
  'a change of an unposted document that 1C refuses with a cause is looked up; there all the same: %s',
  async (after) => {
    await start();
    await exchange.base.act('close-period', { until: '2099-12-31' });
    const id = await sell();
    await expectHolds(exchange, [`${id} period-closed`]);
    // The look-ups are told by the run, which ends after the hold.
    const isTold = async () =>
      (await listRunsOf(exchange, `deal:${id}`)).some(({ state }) => state === 'held');
    await expect.poll(isTold).toBe(true);
    await exchange.base.act('open-period');
    await refuse(`patch ${SALE}`, after);
    const lookUps = await countLookUps(exchange, id);
    await changeRows(id, 3);
    if (!after) {
      await expect.poll(() => countLookUps(exchange, id)).toBe(lookUps + 1);
      await expectHolds(exchange, [`${id} period-closed`]);
      await recheck(exchange);
    }
    await expectNumbers(exchange, [id]);
    await expectTotal(3_480);
    await expect.poll(() => countLookUps(exchange, id)).toBe(lookUps + 1);
    await expectHolds(exchange, []);
  },
);

test.each([false, true])(
  'a posting that 1C does not take back for a named cause is looked up; taken back all the same: %s',
  async (after) => {
    await start();
    await changeSetting(exchange, 'changedDeal', 'repost');
    const id = await sell();
    await expectNumbers(exchange, [id]);
    await expectRest(exchange);
    await refuse(`post ${SALE}/unpost`, after);
    await changeRows(id, 3);
    if (!after) {
      await expectHolds(exchange, [`${id} period-closed`]);
      await expectTotal(2_320);
      await recheck(exchange);
    }
    await expectTotal(3_480);
    await expectHolds(exchange, []);
    await expect.poll(() => countLookUps(exchange, id)).toBe(1);
    expect(await readSales(exchange)).toHaveLength(1);
  },
);

test('a deal that fails again and again among others is shown, waits longer, and is held in the end', async () => {
  await start({ timeScale: 600, isQuiet: false });
  // At this pace a session would be over between two requests.
  await exchange.base.act('set-sessions', { maxAgeMs: 3_600_000 });
  const stuck = await prepareDeal(exchange);
  const { host } = new URL(exchange.workerEnv['BITRIX24_WEBHOOK_URL'] ?? '');
  const ref = toInvoiceRef({ portal: host, dealId: String(stuck), purpose: 'invoice' });
  await exchange.base.faults([
    { match: { method: `post ${SALE}/post`, id: ref }, kind: 'gateway' },
  ]);
  await closeDeal(exchange, stuck);
  const others = [await sell(), await sell()];
  await expectNumbers(exchange, others);
  const findWaiting = async () =>
    (await listRunsOf(exchange, `deal:${stuck}`)).find(({ state }) => state === 'waiting');
  await expect.poll(findWaiting).toMatchObject({
    ...{
      reason: 'unavailable',
      message: expect.stringContaining(`Deal ${stuck} failed`) as string,
    },
    keys: expect.arrayContaining([`deal:${stuck}`, `invoice:${ref}`, 'product:1001']) as string[],
  });
  await expectHolds(exchange, [`${stuck} keeps-failing`]);
  // The run is written after the hold.
  const findLastRun = async () => (await listRunsOf(exchange, `deal:${stuck}`)).at(-1);
  await expect.poll(findLastRun).toMatchObject({ state: 'held', reason: 'keeps-failing' });
  expect((await readNumbers(exchange)).get(String(stuck))).toBe('');

  await exchange.base.faults([]);
  await recheck(exchange);
  await expectNumbers(exchange, [stuck]);
  await expectHolds(exchange, []);
  expect(await readSales(exchange)).toHaveLength(3);
});
