import { watchTrouble } from '@ponte/integrations/alerts/jobs';
import { afterEach, expect, inject, test } from 'vitest';
import {
  closeDeal,
  prepareDeal,
  readNumbers,
  readSales,
  startExchange,
  type Exchange,
} from './world/start-exchange.ts';

const DEALS = 32;
const OUTAGE_MS = 2_400_000;
const SESSIONS = 2;

let exchange: Exchange;
afterEach(() => exchange.end());

/** What the chat was told of trouble; notices of invoices are other news. */
async function readHeads(): Promise<string[]> {
  const texts = (await exchange.chat?.texts()) ?? [];
  return texts
    .map((text) => text.split('\n')[0] ?? '')
    .filter((head) => /^[🔴🟠🟢] (?:Alert|Still|Over)/u.test(head));
}
const countTold = async (): Promise<number> =>
  [...(await readNumbers(exchange)).values()].filter((number) => number !== '').length;
const countLooks = async (): Promise<number> => {
  const { rows } = await exchange.database.pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM run WHERE job = $1',
    [watchTrouble.name],
  );
  return rows[0]?.count ?? 0;
};

/**
 * Deals that were closed earlier and got their document later. Two are worked side by side, so
 * neighbours may change places; one whose answer was unclear is looked up before it is sent again.
 */
async function listOvertaken(closed: readonly number[]): Promise<string[]> {
  const { rows } = await exchange.database.pool.query<{ id: string }>(
    'SELECT deal_id AS id FROM onec_invoice WHERE look_ups > 0',
  );
  const unclear = new Set(rows.map(({ id }) => Number(id)));
  const sales = (await readSales(exchange)).toSorted((a, b) => (a.Number < b.Number ? -1 : 1));
  const made = sales.map((sale) => Number(/deal (\d+)/.exec(sale.Комментарий)?.[1]));
  expect(made.toSorted((a, b) => a - b)).toEqual(closed);
  const [wanted, found] = [closed, made].map((list) => list.filter((id) => !unclear.has(id)));
  return (found ?? []).flatMap((id, at) => {
    const away = at - (wanted ?? []).indexOf(id);
    return Math.abs(away) > 1 ? [`deal ${id} is ${away} places away`] : [];
  });
}

test('forty minutes without 1C are one alert, one digest and one recovery, and the deals follow in their order', async () => {
  exchange = await startExchange({
    ...{ postgresUrl: inject('postgresUrl'), timeScale: 60, sessions: SESSIONS },
    withTelegram: true,
  });
  const { base, chat, clock } = exchange;
  await exchange.link([0, 1, 2]);
  await base.act('set-stock-control', { on: false });
  const ids: number[] = [];
  for (let deal = 0; deal < DEALS; deal += 1) {
    ids.push(await prepareDeal(exchange, { goods: [deal % 3] }));
  }
  await exchange.startWorker().ready;

  await base.faults([{ kind: 'gateway' }]);
  const beganAt = clock.nowMs();
  for (const id of ids) await closeDeal(exchange, id);
  await expect.poll(readHeads).toHaveLength(1);
  await chat?.write('/status');
  await expect.poll(async () => (await chat?.texts())?.join('\n')).toMatch(/🔴 1C: /);
  await expect.poll(() => clock.nowMs() - beganAt).toBeGreaterThan(OUTAGE_MS);
  expect(await readSales(exchange)).toEqual([]);

  // The digest counts from the alert, which may come late.
  await expect.poll(readHeads).toHaveLength(2);
  await base.faults([]);
  await expect.poll(countTold, { interval: 250 }).toBe(DEALS);
  await expect.poll(readHeads).toHaveLength(3);
  const looks = await countLooks();
  await expect.poll(countLooks).toBeGreaterThan(looks + 3);
  expect(await readHeads()).toEqual([
    '🔴 Alert · onec-bitrix24: unavailable',
    '🟠 Still · onec-bitrix24: unavailable',
    '🟢 Over · onec-bitrix24: unavailable',
  ]);

  expect(await listOvertaken(ids)).toEqual([]);
  const { sessions } = (await base.counters()) as { sessions: { peak: number } };
  expect(sessions.peak).toBeLessThanOrEqual(SESSIONS);
});
