import { createClock } from '@ponte/clock';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startFakePortal, type FakePortal } from '../testing/fake-portal.ts';
import { collectLogLines } from '../testing/log-lines.ts';
import {
  createBitrix24,
  type Bitrix24Client,
  type StoreAmount,
  type StoreDocumentDraft,
  type StoreDocumentLine,
} from './index.ts';

// A night of a company with 10,000 cards and 5 warehouses, where 2 % of the cards have changed.
const clock = createClock({ scale: 100 });
const GOODS = 10_000;
const STORES = 5;
const CHANGED = 200;
const BUDGET = 60;

let fake: FakePortal;
let portal: Bitrix24Client;

beforeAll(async () => {
  fake = await startFakePortal(clock, { name: 'trade', deals: 0, goods: GOODS, stores: STORES });
  portal = createBitrix24({
    ...{ webhookUrl: fake.webhookUrl, account: 'default', clock },
    logger: collectLogLines().logger,
    http: { timeoutMs: 20_000 },
  });
});
beforeEach(() => fake.reset());
afterAll(async () => {
  await portal.close();
  await fake.stop();
});

const changedIds = Array.from({ length: CHANGED }, (_, at) => String(1001 + at * 50 * 2));
const pairOf = (productId: string, storeId: string): string => `${productId}/${storeId}`;

async function readLevels(): Promise<Map<string, string>> {
  const levels = new Map<string, string>();
  for await (const { amounts } of portal.readStoreAmounts()) {
    for (const { productId, storeId, amount } of amounts) {
      levels.set(pairOf(productId, storeId), amount);
    }
  }
  return levels;
}

/** What the other system counts: a little more, or a little less where there is something. */
function toTarget(current: string, at: number): string {
  const level = Number(current);
  return at % 2 === 0 || level < 1 ? (level + 3).toFixed(3) : (level - 1).toFixed(3);
}

function toDrafts(lines: readonly (StoreDocumentLine & { kind: StoreDocumentDraft['kind'] })[]) {
  const drafts = new Map<string, StoreDocumentDraft>();
  for (const { kind, ...line } of lines) {
    const key = `2026-11-23.${line.storeId}.${kind}`;
    const draft = drafts.get(key) ?? {
      ...{ key, kind, title: `Ponte ${key}`, currency: 'KZT', responsibleId: '1', lines: [] },
    };
    drafts.set(key, { ...draft, lines: [...draft.lines, line] });
  }
  return [...drafts.values()];
}

async function countRequests(): Promise<Record<string, unknown>> {
  return fake.get('counters');
}

test('with inventory accounting: reading, two documents per store and checking stay in the budget', async () => {
  await fake.act({ do: 'set-inventory-mode', mode: 'Y' });
  await fake.act({ do: 'reset-counters' });
  expect(await portal.readInventoryMode()).toBe('on');
  const stores = await portal.listStores();
  const levels = await readLevels();
  const wanted = new Map<string, string>();
  const lines = changedIds.flatMap((productId, at) =>
    stores.map(({ id: storeId }) => {
      const current = levels.get(pairOf(productId, storeId)) ?? '0';
      const target = toTarget(current, at + Number(storeId));
      wanted.set(pairOf(productId, storeId), String(Number(target)));
      const difference = Number(target) - Number(current);
      const kind = difference > 0 ? ('increase' as const) : ('decrease' as const);
      return { kind, productId, storeId, amount: Math.abs(difference).toFixed(3) };
    }),
  );
  const outcomes = await portal.postStoreDocuments(toDrafts(lines), { level: 'bulk' });
  const after = await portal.readStoreAmountsOf(changedIds, { level: 'bulk' });
  const counters = await countRequests();

  expect(lines).toHaveLength(CHANGED * STORES);
  expect(outcomes.map(({ state }) => state)).toEqual(Array(STORES * 2).fill('conducted'));
  const asTold = ({ productId, storeId, amount }: StoreAmount) =>
    [pairOf(productId, storeId), amount] as const;
  expect(new Map(after.filter(({ amount }) => amount !== '0').map(asTold))).toEqual(
    new Map([...wanted].filter(([, amount]) => amount !== '0')),
  );
  expect(counters['requests']).toBeLessThanOrEqual(BUDGET);
  expect(counters).toMatchObject({ refusals: 0, operatingRefusals: 0 });
});

test('without it: reading all cards and setting the sums stay far below', async () => {
  await fake.act({ do: 'reset-counters' });
  expect(await portal.readInventoryMode()).toBe('off');
  const quantities = new Map<string, string>();
  for await (const { products } of portal.listProducts('23')) {
    for (const each of products) if (each.ok) quantities.set(each.id, each.product.quantity);
  }
  const updates = changedIds.map((productId, at) => ({
    productId,
    quantity: String(Number(toTarget(quantities.get(productId) ?? '0', at))),
  }));
  const answers = [];
  for (let from = 0; from < updates.length; from += 50) {
    answers.push(...(await portal.setProductQuantities(updates.slice(from, from + 50))));
  }
  const { requests, counts } = await countRequests();

  expect(quantities.size).toBeGreaterThanOrEqual(GOODS);
  expect(answers.map(({ state }) => state)).toEqual(Array(CHANGED).fill('set'));
  expect(requests).toBeLessThanOrEqual(11);
  expect(counts).toBe(0);
});
