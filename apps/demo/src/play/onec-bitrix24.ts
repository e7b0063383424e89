import { setTimeout as wait } from 'node:timers/promises';
import { compareInvoices, countUnequalStock, type Sides } from './exchange-state.ts';
import type { IntegrationSummary, Progress } from './day.ts';
import type { Desk } from './desk.ts';

export interface ExchangeDay extends Sides {
  readonly desk: Desk;
  readonly seed: number;
  readonly progress: Progress;
}

/** Real milliseconds after which a day is counted as it stands. */
const SETTLE_WITHIN_MS = 90_000;
/** Constructed numbers with right control digits; nobody's. */
const BINS = ['260140000005', '260140000604'];

/** A day of a trading company: products matched, Kaspi deals invoiced in 1C, stock of the night. */
export async function playExchangeDay(day: ExchangeDay): Promise<IntegrationSummary> {
  const { desk, portal, base, progress } = day;
  const before = (await portal.countRequests()) + (await base.countRequests());
  progress.begin('products of both sides are read and matched', 1);
  await desk.readCards();
  await until(async () => (await desk.countEnded('onec-bitrix24.read-cards')) > 0);
  progress.end();
  const kaspi = await findKaspi(desk);
  await sell(day, kaspi);
  progress.begin('the night’s stock', 1);
  await desk.syncStock();
  await until(async () => (await desk.countEnded('onec-bitrix24.sync-stock')) > 0);
  progress.end();
  const { closed, invoiced, duplicates } = await compareInvoices(day, kaspi);
  const after = (await portal.countRequests()) + (await base.countRequests());
  return {
    ...{ source: closed, target: invoiced, held: await countHeld(desk), duplicates },
    problems: await countUnequalStock(day, await listLinks(desk)),
    vendorRequests: after - before,
  };
}

async function sell(day: ExchangeDay, kaspi: string): Promise<void> {
  const { portal, seed, progress, desk } = day;
  const links = await listLinks(desk);
  const total = 12 + (seed % 4);
  progress.begin(`${total} deals paid by Kaspi are closed`, total);
  for (let number = 0; number < total; number += 1) {
    const link = links[(number * 7 + seed) % Math.max(1, links.length)];
    const fields = {
      ...{ TITLE: `Заказ ${seed}-${number + 1}`, CURRENCY_ID: 'KZT', UF_CRM_PAYMENT: kaspi },
      // One buyer forgot to say who it is: that deal waits for a person.
      ...(number === 3 ? {} : { UF_CRM_BIN: BINS[number % BINS.length] }),
    };
    const { id } = await portal.act('create-deal', { fields });
    const row = { productId: Number(link?.productId ?? 0), quantity: 1, price: 1160 + number };
    await portal.act('set-product-rows', { id, rows: [row] });
    await portal.act('edit-deal', { id, fields: { STAGE_ID: 'WON' } });
  }
  await until(async () => {
    const { closed, invoiced } = await compareInvoices(day, kaspi);
    const held = await countHeld(desk);
    progress.reach(invoiced + held);
    return closed >= total && invoiced + held >= closed;
  });
  progress.end();
}

/** The portal's id of the option; its names are read at the first deal. */
async function findKaspi({ database }: Desk): Promise<string> {
  const { rows } = await database.pool.query<{ code: string }>(
    `SELECT code FROM dictionary_entry WHERE kind = 'enum:UF_CRM_PAYMENT' AND name = 'Kaspi'`,
  );
  return rows[0]?.code ?? '';
}

async function listLinks({ database }: Desk): Promise<{ productId: string; code: string }[]> {
  const { rows } = await database.pool.query<{ productId: string; code: string }>(
    `SELECT bitrix24_product_id AS "productId", onec_product_code AS code FROM product_mapping
      WHERE state = 'linked' ORDER BY length(bitrix24_product_id), bitrix24_product_id`,
  );
  return rows;
}

async function countHeld({ database }: Desk): Promise<number> {
  const { rows } = await database.pool.query<{ held: number }>(
    `SELECT count(*)::int AS held FROM held
      WHERE integration = 'onec-bitrix24' AND kind = 'invoice' AND released_at IS NULL`,
  );
  return rows[0]?.held ?? 0;
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  const last = performance.now() + SETTLE_WITHIN_MS;
  while (!(await isDone())) {
    // A day that does not settle is told by the summary, with its numbers.
    if (performance.now() > last) return;
    await wait(250);
  }
}
