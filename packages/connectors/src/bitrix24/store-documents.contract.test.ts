import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isVendorError } from '../http/vendor-error.ts';
import { failureOf, startTradePortal, type TradePortal } from '../testing/trade-portal.ts';
import type { Bitrix24Client, StoreDocumentDraft } from './index.ts';

const GOODS = 60;

let trade: TradePortal;
let portal: Bitrix24Client;

beforeAll(async () => {
  trade = await startTradePortal(GOODS);
  portal = trade.client;
});
beforeEach(() => trade.fake.reset());
afterAll(() => trade.stop());

function draft(key: string, kind: StoreDocumentDraft['kind'], lines: number): StoreDocumentDraft {
  return {
    ...{ key, kind, title: `Ponte ${key}`, currency: 'KZT', responsibleId: '1' },
    lines: Array.from({ length: lines }, (_, at) => ({
      productId: String(1001 + (at % GOODS) * 2),
      storeId: String(1 + (at % 3)),
      amount: kind === 'increase' ? '2.5' : '1',
    })),
  };
}

/** Posts as a job would: again with the same drafts, until nothing is thrown. */
async function postUntilDone(drafts: StoreDocumentDraft[]): Promise<number> {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    try {
      const outcomes = await portal.postStoreDocuments(drafts);
      expect(outcomes.every(({ state: what }) => what === 'conducted')).toBe(true);
      return attempt;
    } catch (thrown) {
      if (!isVendorError(thrown)) throw thrown;
    }
  }
  throw new Error('The documents were not posted in five attempts.');
}

test('without inventory accounting a document is made and stays unconducted, with the portal’s reason', async () => {
  const [outcome] = await portal.postStoreDocuments([draft('off-1', 'increase', 1)]);
  expect(outcome).toMatchObject({ state: 'refused', code: '0' });
  expect(outcome?.state === 'refused' && outcome.message).toContain('must be enabled');
});

describe('with inventory accounting', () => {
  beforeEach(async () => void (await trade.fake.act({ do: 'set-inventory-mode', mode: 'Y' })));

  test('documents raise and lower what stores have, each once however often they are posted', async () => {
    await trade.fake.act({ do: 'set-stock', productId: 1001, storeId: 1, amount: 10 });
    const drafts = [draft('run-7.in', 'increase', 1), draft('run-7.out', 'decrease', 1)];
    const first = await portal.postStoreDocuments(drafts);
    expect(first.map((each) => each.state === 'conducted' && each.wasConducted)).toEqual([
      false,
      false,
    ]);
    expect((await trade.product('1001')).amounts['1']).toBe(11.5);
    const again = await portal.postStoreDocuments(drafts);
    expect(again.map((each) => each.state === 'conducted' && each.wasConducted)).toEqual([
      true,
      true,
    ]);
    expect((await trade.product('1001')).amounts['1']).toBe(11.5);
    expect((await trade.documents()).map(({ docNumber, docType }) => [docNumber, docType])).toEqual(
      [
        ['run-7.in', 'S'],
        ['run-7.out', 'D'],
      ],
    );
  });

  test('more is not taken than a store has: refused with the reason, nothing moved', async () => {
    await trade.fake.act({ do: 'set-stock', productId: 1001, storeId: 1, amount: 0.5 });
    const [outcome] = await portal.postStoreDocuments([draft('short', 'decrease', 1)]);
    expect(outcome).toMatchObject({ state: 'refused' });
    expect(outcome?.state === 'refused' && outcome.message).toContain('Incorrect quantity');
    expect(outcome?.state === 'refused' && outcome.refusedLines).toMatchObject([
      { productId: '1001' },
    ]);
    expect((await trade.product('1001')).amounts['1']).toBe(0.5);
    const documentId = (outcome?.state === 'refused' && outcome.documentId) || '';
    await portal.deleteStoreDocument(documentId);
    await portal.deleteStoreDocument(documentId);
    expect(await trade.documents()).toEqual([]);
  });

  test.each([
    ['the look-up', 1],
    ['the making of the document', 2],
    ['the first lines', 3],
    ['the other lines', 4],
    ['the check', 5],
    ['the conducting', 6],
  ])(
    'the answer of %s is lost after the effect: the next call ends it, once',
    async (_what, nth) => {
      // More than a batch of lines, the first of them twice.
      const wanted = draft('lost', 'increase', 70);
      const before = (await trade.product('1001')).amounts['1'] ?? 0;
      await trade.strikeBatch(nth, { kind: 'lost-answer' });
      const attempts = await postUntilDone([wanted]);
      expect(attempts).toBeLessThanOrEqual(2);
      const [only, ...others] = await trade.documents();
      expect([only?.isConducted, only?.elements.length, others]).toEqual([true, 70, []]);
      expect((await trade.product('1001')).amounts['1']).toBe(before + 5);
    },
  );

  test('a request that takes effect after the caller gave up doubles nothing', async () => {
    const wanted = draft('late', 'increase', 10);
    await trade.strikeBatch(3, { kind: 'late-apply', ms: 600_000 });
    const failure = await failureOf(portal.postStoreDocuments([wanted]));
    expect([failure.effect, failure.notApplied]).toEqual(['create', false]);
    await fetch(`${trade.fake.control}/clock`, { method: 'POST', body: '{"advanceMs":700000}' });
    await postUntilDone([wanted]);
    const [only] = await trade.documents();
    expect([only?.isConducted, only?.elements.length]).toEqual([true, 10]);
  });

  test('a product that is gone stops its document, which is conducted once it is asked without it', async () => {
    const before = (await trade.product('1001')).amounts['1'] ?? 0;
    await trade.fake.act({ do: 'delete-product', id: 1003 });
    const wanted = draft('with-gone', 'increase', 2);
    const [refused, other] = await portal.postStoreDocuments([
      wanted,
      draft('without', 'increase', 1),
    ]);
    expect(other?.state).toBe('conducted');
    expect(refused?.state === 'refused' && refused.message).toContain('1003');
    expect(refused?.state === 'refused' && refused.refusedLines).toMatchObject([
      { productId: '1003' },
    ]);
    const lines = wanted.lines.filter(({ productId }) => productId !== '1003');
    const [conducted] = await portal.postStoreDocuments([{ ...wanted, lines }]);
    expect(conducted).toMatchObject({ state: 'conducted', wasConducted: false });
    expect((await trade.product('1001')).amounts['1']).toBe(before + 5);
    expect((await trade.documents()).map(({ elements }) => elements.length)).toEqual([1, 1]);
  });

  test('a document that the portal does not have is not made where only begun ones are to be ended', async () => {
    const [begun, never] = [draft('run-8.in', 'increase', 1), draft('run-8.out', 'decrease', 1)];
    // Looked for, made, and then no line of it arrives.
    await trade.strikeBatch(3, { kind: 'internal-error' });
    await failureOf(portal.postStoreDocuments([begun]));
    const ended = await portal.postStoreDocuments([begun, never], { mayCreate: false });
    expect(ended).toMatchObject([{ key: 'run-8.in', state: 'conducted' }]);
    expect((await trade.documents()).map(({ docNumber }) => docNumber)).toEqual(['run-8.in']);
  });

  test('nothing is sent any more once the caller says so', async () => {
    let asked = 0;
    const beforeWrite = (): Promise<void> => {
      asked += 1;
      // The document and its lines are written, and just before it is conducted …
      return asked < 3 ? Promise.resolve() : Promise.reject(new Error('Another has taken over.'));
    };
    const posting = portal.postStoreDocuments([draft('stopped', 'increase', 1)], { beforeWrite });
    await expect(posting).rejects.toThrow('Another has taken over.');
    expect((await trade.documents()).map(({ isConducted }) => isConducted)).toEqual([false]);
  });
});

describe('answers that are not as documented', () => {
  test.each(['wrong-shape', 'null-result'])(
    '%s is said, and nothing is made of it',
    async (kind) => {
      await trade.fake.act({ do: 'set-inventory-mode', mode: 'Y' });
      await trade.fake.setFaults({ kind, match: { method: 'catalog.*' } });
      const failures = await Promise.all([
        failureOf(portal.readInventoryMode()),
        failureOf(portal.listStores()),
        failureOf(portal.readStoreAmountsOf(['1001'])),
        failureOf(portal.listProducts('23').next()),
        failureOf(portal.postStoreDocuments([draft('odd', 'increase', 1)])),
      ]);
      expect(failures.map((failure) => failure.kind)).toEqual(Array(5).fill('unexpected_answer'));
      await trade.fake.setFaults();
      expect(await trade.documents()).toEqual([]);
    },
  );

  test.each(['catalog.document.add', 'catalog.document.element.add', 'catalog.document.conduct'])(
    'a batch that is silent about %s did it all the same: the next call finds that out',
    async (method) => {
      await trade.fake.act({ do: 'set-inventory-mode', mode: 'Y' });
      await trade.fake.setFaults({ kind: 'lost-key', count: 1, match: { method } });
      const wanted = draft('silent', 'increase', 3);
      expect(await postUntilDone([wanted])).toBe(2);
      const [only, ...others] = await trade.documents();
      expect([only?.isConducted, only?.elements.length, others]).toEqual([true, 3, []]);
    },
  );
});
