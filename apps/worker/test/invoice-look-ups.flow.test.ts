import { listRuns } from '@ponte/db/runs';
import { drainInvoices } from '@ponte/integrations/onec-bitrix24/jobs';
import { afterEach, expect, inject, test } from 'vitest';
import { expectNumbers, expectRest } from './world/look-at-invoices.ts';
import {
  BINS,
  closeDeal,
  prepareDeal,
  readSales,
  startExchange,
  type Exchange,
} from './world/start-exchange.ts';

const DEALS = 40;
const FIGURE = 'lookUps deal:';

let exchange: Exchange;
afterEach(() => exchange.end());

/** How often 1C gave no clear answer to a write of a document, by the document's reference. */
const countUnclear = async (): Promise<Map<string, number>> => {
  const { requests } = await exchange.base.requests('?method=post document_*&limit=1000');
  const writes = requests as { path: string; body: string; fault: string | null }[];
  const refs = writes
    .filter(({ fault }) => fault !== null)
    .map(({ path, body }) => {
      const inPath = /guid'([0-9a-f-]{36})'/.exec(path)?.[1];
      return inPath ?? (JSON.parse(body) as { Ref_Key: string }).Ref_Key;
    });
  return new Map([...Map.groupBy(refs, (ref) => ref)].map(([ref, all]) => [ref, all.length]));
};

test('every unclear answer of 1C is looked up exactly once, and the runs of its deal say so', async () => {
  exchange = await startExchange({ postgresUrl: inject('postgresUrl'), timeScale: 240 });
  const { base, database } = exchange;
  await exchange.link([0, 1, 2]);
  await base.act('set-stock-control', { on: false });
  // At this pace a session would be over between two requests.
  await base.act('set-sessions', { maxAgeMs: 3_600_000 });
  const ids: number[] = [];
  for (let deal = 0; deal < DEALS; deal += 1) {
    ids.push(await prepareDeal(exchange, { goods: [deal % 3], bin: BINS[deal % 2] ?? null }));
  }
  await exchange.startWorker().ready;
  // The buyers are there already when answers begin to get lost.
  const [first, second, ...others] = ids;
  for (const id of [first, second]) {
    await closeDeal(exchange, id ?? 0);
    await expectNumbers(exchange, [id ?? 0]);
  }
  const match = { method: 'post document_*' };
  await base.faults([
    { kind: 'lost-answer', rate: 0.3, match },
    { kind: 'licence', rate: 0.07, after: 'half', match },
    { kind: 'gateway', rate: 0.07, after: 'half', match },
  ]);
  for (const id of others) await closeDeal(exchange, id);
  await expectNumbers(exchange, ids);
  await expectRest(exchange);
  expect(await readSales(exchange)).toHaveLength(DEALS);

  const unclear = await countUnclear();
  const { rows } = await database.pool.query<{ id: string; ref: string; lookUps: number }>(
    'SELECT deal_id AS id, ref_key AS ref, look_ups AS "lookUps" FROM onec_invoice',
  );
  const expected = new Map(rows.map(({ id, ref }) => [id, unclear.get(ref) ?? 0]));
  expect([...expected.values()].filter((count) => count > 1).length).toBeGreaterThan(0);
  expect(new Map(rows.map(({ id, lookUps }) => [id, lookUps]))).toEqual(expected);

  const readShown = async (): Promise<Map<string, number>> => {
    const runs = await listRuns(database.pool, { job: drainInvoices.name, limit: 500 });
    const shown = new Map(rows.map(({ id }) => [id, 0]));
    for (const { counts, keys } of runs) {
      for (const [name, count] of Object.entries(counts)) {
        if (!name.startsWith(FIGURE)) continue;
        const id = name.slice(FIGURE.length);
        expect(keys).toContain(`deal:${id}`);
        shown.set(id, (shown.get(id) ?? 0) + count);
      }
    }
    return shown;
  };
  await expect.poll(readShown).toEqual(expected);
});
