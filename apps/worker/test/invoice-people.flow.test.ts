import { toBaseTime } from '@ponte/connectors/onec/model';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import {
  changeSetting,
  dismiss,
  expectHolds,
  expectNumbers,
  expectRest,
  recheck,
  release,
} from './world/look-at-invoices.ts';
import { seatPerson, type OnecPerson } from './world/onec-person.ts';
import {
  closeDeal,
  prepareDeal,
  readNumbers,
  readSales,
  startExchange,
  type Exchange,
  type Sale,
} from './world/start-exchange.ts';

const SALES = 'Document_РеализацияТоваровУслуг';

let exchange: Exchange;
let person: OnecPerson;
beforeEach(async () => {
  exchange = await startExchange({ postgresUrl: inject('postgresUrl'), isQuiet: true });
  person = await seatPerson(exchange);
  await exchange.link([0, 1]);
  await exchange.base.act('set-stock-control', { on: false });
  await exchange.startWorker().ready;
});
afterEach(() => exchange.end());

const sell = async (more: Record<string, unknown> = {}): Promise<number> => {
  const id = await prepareDeal(exchange);
  await closeDeal(exchange, id, more);
  return id;
};
const edit = (id: number, fields: Record<string, unknown>): Promise<unknown> =>
  exchange.portal.act('edit-deal', { id, fields });
const numberOf = async (id: number): Promise<string> =>
  (await readNumbers(exchange)).get(String(id)) ?? '';
const readSale = async (): Promise<Sale & Record<string, unknown>> => {
  const [sale, ...others] = await readSales(exchange);
  if (sale === undefined || others.length > 0) throw new Error('There is not exactly one sale.');
  return sale as Sale & Record<string, unknown>;
};
/** A document that stands unposted in 1C, its deal held. */
const sellInClosedPeriod = async (): Promise<number> => {
  await exchange.base.act('close-period', { until: '2099-12-31' });
  const id = await sell();
  await expectHolds(exchange, [`${id} period-closed`]);
  await exchange.base.act('open-period');
  return id;
};
const countUnpostings = async (): Promise<number> => {
  const { requests } = (await exchange.base.requests('?method=*unpost')) as { requests: [] };
  return requests.length;
};

test('a document that a person has dated anew and posted is taken over as it stands', async () => {
  const id = await sellInClosedPeriod();
  const { Ref_Key: ref, Number: number } = await readSale();
  await exchange.base.act('edit-document', { ref, fields: { Date: '2026-10-05T10:00:00' } });
  await exchange.base.act('post-document', { ref });
  await recheck(exchange);
  await expectNumbers(exchange, [id]);
  await expectHolds(exchange, []);
  expect(await numberOf(id)).toBe(number);
  expect(await readSale()).toMatchObject({ Posted: true, Date: '2026-10-05T10:00:00' });
  expect(await countUnpostings()).toBe(0);
});

test('a document that a person has posted with other goods is never taken back; dismissed, it is the invoice', async () => {
  const id = await sellInClosedPeriod();
  const { Ref_Key: ref, Товары: rows, Number: number } = await readSale();
  const others = rows.map((row) => ({ ...row, Количество: 7 }));
  await exchange.base.act('edit-document', { ref, fields: { Товары: others } });
  await exchange.base.act('post-document', { ref });
  await recheck(exchange);
  await expectHolds(exchange, [`${id} document-differs`]);
  await release(exchange, 'document-differs');
  await expectHolds(exchange, [`${id} document-differs`]);
  expect(await readSale()).toMatchObject({ Posted: true, Товары: [{ Количество: 7 }] });

  await dismiss(exchange, 'document-differs');
  await expectNumbers(exchange, [id]);
  expect(await numberOf(id)).toBe(number);
  await edit(id, { TITLE: 'после проверки' });
  await expectRest(exchange);
  await expectHolds(exchange, []);
  expect(await readSale()).toMatchObject({ Posted: true, Товары: [{ Количество: 7 }] });
  expect(await countUnpostings()).toBe(0);
});

test('a number that Ponte did not give is held, and released only that buyer’s own document is taken over', async () => {
  const first = await sell();
  await expectNumbers(exchange, [first]);
  const copied = await sell({ UF_CRM_1C_INVOICE: await numberOf(first) });
  await expectHolds(exchange, [`${copied} number-foreign`]);
  await release(exchange, 'number-foreign');
  await expectHolds(exchange, [`${copied} number-foreign`]);
  await edit(copied, { UF_CRM_1C_INVOICE: '' });
  await expectNumbers(exchange, [copied]);
  expect(await numberOf(copied)).not.toBe(await numberOf(first));

  const [model] = await readSales(exchange);
  const {
    Ref_Key: _,
    Number: __,
    DataVersion: ___,
    ...fields
  } = model as never as Sale & {
    DataVersion: string;
  };
  const byHand = { ...fields, Posted: false, Комментарий: 'от руки' };
  const made = await exchange.base.act('create-document', { fields: byHand, post: true });
  const adopted = await sell({ UF_CRM_1C_INVOICE: made['number'] });
  await expectHolds(exchange, [`${adopted} number-foreign`]);
  await release(exchange, 'number-foreign');
  await expectHolds(exchange, []);
  await expectRest(exchange);
  expect(await readSales(exchange)).toHaveLength(3);
  const { rows } = await exchange.database.pool.query<{ ref: string; state: string }>(
    'SELECT ref_key AS ref, state FROM onec_invoice WHERE deal_id = $1',
    [String(adopted)],
  );
  expect(rows).toEqual([{ ref: made['ref'], state: 'told' }]);
});

test('a foreign number that was dismissed stays as it is', async () => {
  const id = await sell({ UF_CRM_1C_INVOICE: 'А-17' });
  await expectHolds(exchange, [`${id} number-foreign`]);
  await dismiss(exchange, 'number-foreign');
  await edit(id, { TITLE: 'другая правка' });
  await expectRest(exchange);
  await expectHolds(exchange, []);
  expect([await readSales(exchange), await numberOf(id)]).toEqual([[], 'А-17']);
});

test('what was dismissed after a change, an opening or a deletion is not held again by the next edit', async () => {
  const ids = [await sell(), await sell(), await sell()];
  const [changed = 0, opened = 0, deleted = 0] = ids;
  await expectNumbers(exchange, ids);
  await expectRest(exchange);
  const rows = [{ productId: 1001, quantity: 3, price: 1160 }];
  await exchange.portal.act('set-product-rows', { id: changed, rows });
  await edit(opened, { STAGE_ID: 'EXECUTING' });
  await exchange.portal.act('delete-deal', { id: deleted });
  const holds = [`${changed} deal-changed`, `${opened} deal-reopened`, `${deleted} deal-deleted`];
  await expectHolds(exchange, holds);
  for (const reason of ['deal-changed', 'deal-reopened', 'deal-deleted']) {
    await dismiss(exchange, reason);
  }
  // Whoever takes the number out of the deal has it written again, and nothing else.
  await edit(changed, { UF_CRM_1C_INVOICE: '' });
  await edit(opened, { TITLE: 'ещё правка' });
  await expectNumbers(exchange, [changed]);
  await expectRest(exchange);
  await expectHolds(exchange, []);

  await exchange.portal.act('set-product-rows', {
    id: changed,
    rows: [{ ...rows[0], quantity: 4 }],
  });
  await expectHolds(exchange, [`${changed} deal-changed`]);
});

test('a deal that is closed again after its document was cancelled gets its document posted again', async () => {
  const id = await sell();
  await expectNumbers(exchange, [id]);
  await expectRest(exchange);
  await edit(id, { STAGE_ID: 'EXECUTING' });
  await expectHolds(exchange, [`${id} deal-reopened`]);
  const { Ref_Key: ref } = await readSale();
  await exchange.base.act('unpost-document', { ref });
  await dismiss(exchange, 'deal-reopened');
  await closeDeal(exchange, id);
  await expect.poll(async () => (await readSale()).Posted).toBe(true);
  await expectHolds(exchange, []);
});

test('a document that was erased is made anew when a person says so, and a marked one is not', async () => {
  const id = await sellInClosedPeriod();
  const { Ref_Key: ref } = await readSale();
  await exchange.base.act('mark-document', { ref, marked: true });
  await recheck(exchange);
  await expectHolds(exchange, [`${id} document-gone`]);
  await release(exchange, 'document-gone');
  await expectHolds(exchange, [`${id} document-gone`]);
  expect(await readSale()).toMatchObject({ Posted: false, DeletionMark: true });

  await person.erase(SALES, ref);
  await release(exchange, 'document-gone');
  await expectNumbers(exchange, [id]);
  await expectHolds(exchange, []);
  expect(await readSale()).toMatchObject({ Ref_Key: ref, Posted: true, DeletionMark: false });
});

test('a document that was erased and shall stay so is not missed again', async () => {
  const id = await sellInClosedPeriod();
  const { Ref_Key: ref } = await readSale();
  await person.erase(SALES, ref);
  await recheck(exchange);
  await expectHolds(exchange, [`${id} document-gone`]);
  await dismiss(exchange, 'document-gone');
  await edit(id, { TITLE: 'без счёта' });
  await expectRest(exchange);
  await expectHolds(exchange, []);
  expect(await readSales(exchange)).toEqual([]);
});

test('a closed period is cured by the deal’s closing date, as long as nothing was posted', async () => {
  await changeSetting(exchange, 'documentDate', 'closing-date');
  const dayBefore = (days: number): string => {
    const at = new Date(exchange.clock.nowMs() - days * 86_400_000);
    return toBaseTime(at, 'Asia/Almaty').slice(0, 10);
  };
  await exchange.base.act('close-period', { until: dayBefore(3) });
  const id = await sell({ CLOSEDATE: `${dayBefore(5)}T12:00:00+05:00` });
  await expectHolds(exchange, [`${id} period-closed`]);
  await edit(id, { CLOSEDATE: `${dayBefore(1)}T12:00:00+05:00` });
  await expectNumbers(exchange, [id]);
  await expectHolds(exchange, []);
  expect((await readSale()).Date.slice(0, 10)).toBe(dayBefore(1));
});

test('a sale whose way of payment has no name waits for a person, whose release says that it was paid', async () => {
  const id = await prepareDeal(exchange, { title: 'Счёт' });
  const changeOptions = (options: unknown[]) =>
    exchange.portal.act('edit-user-field', { name: 'UF_CRM_PAYMENT', options });
  const { options } = await changeOptions(['Halyk']);
  const made = (options as { id: string; value: string }[]).find(({ value }) => value === 'Halyk');
  const fields = { UF_CRM_PAYMENT: made?.id };
  await exchange.portal.act('edit-deal', { id, fields, silent: true });
  await changeOptions([{ id: Number(made?.id), remove: true }]);
  await closeDeal(exchange, id);
  await expectHolds(exchange, [`${id} payment-unknown`]);
  expect(await readSales(exchange)).toEqual([]);
  await release(exchange, 'payment-unknown');
  await expectNumbers(exchange, [id]);
  await expectHolds(exchange, []);
  expect(await numberOf(id)).toBe((await readSale()).Number);
});
