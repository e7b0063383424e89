import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '@ponte/clock';
import { isVendorError, type VendorError } from '../http/vendor-error.ts';
import { collectLogLines } from '../testing/log-lines.ts';
import { createOnec, type OnecClient, type OnecOptions, type SharedSlots } from './index.ts';
import { judgeOnecError, toInvoiceRef, type InvoiceDraft } from './model.ts';
import { startFakeBase, type FakeBase } from './fake-base.suite.ts';

const clock = createClock({ scale: 60 });
const SALE = 'Document_РеализацияТоваровУслуг';
const create = { method: `post ${SALE}`.toLowerCase() };
const post = { method: `post ${SALE}/post`.toLowerCase() };
const log = collectLogLines();
const open: OnecClient[] = [];

let fake: FakeBase;
let base: OnecClient;

function build(overrides: Partial<OnecOptions> = {}): OnecClient {
  const { url: baseUrl, username, password } = fake;
  const client = createOnec({
    ...{ baseUrl, username, password, account: 'default', clock, logger: log.logger },
    ...overrides,
  });
  open.push(client);
  return client;
}

beforeAll(async () => {
  fake = await startFakeBase(clock, { name: 'small' });
});
beforeEach(async () => {
  await fake.reset();
  // At this pace a session would be over between two requests of a busy machine.
  await fake.act({ do: 'set-sessions', maxAgeMs: 3_600_000 });
  base = build();
});
afterEach(async () => {
  await fake.setFaults();
  await Promise.all(open.splice(0).map((client) => client.close()));
});
afterAll(() => fake.stop());

async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const thrown: unknown = await work.then(
    (value) => value,
    (error: unknown) => error,
  );
  if (!isVendorError(thrown)) throw new Error(`expected a VendorError, got ${inspect(thrown)}`);
  return thrown;
}

/** A sale of one service-like row: nothing but the write itself can go wrong. */
async function draftOf(dealId: string): Promise<InvoiceDraft> {
  const [firm] = await fake.rows('Catalog_Организации');
  const [warehouse] = await fake.rows('Catalog_Склады');
  const [currency] = await fake.rows('Catalog_Валюты');
  const [product] = await fake.rows('Catalog_Номенклатура');
  const [buyer] = await fake.rows('Catalog_Контрагенты');
  const [account] = await fake.rows('ChartOfAccounts_Типовой');
  const refOf = (row: Record<string, unknown> | undefined): string => String(row?.['Ref_Key']);
  return {
    ref: toInvoiceRef({ portal: 'test', dealId, purpose: 'invoice' }),
    date: '2026-11-22T14:05:00',
    organisation: refOf(firm),
    counterparty: refOf(buyer),
    contract: String(buyer?.['ОсновнойДоговорКонтрагента_Key']),
    warehouse: refOf(warehouse),
    currency: refOf(currency),
    hasVat: false,
    isVatIncluded: false,
    total: '100',
    comment: `Bitrix24 deal ${dealId}; Kaspi`,
    accounts: { settlement: refOf(account) },
    goods: [],
    services: [
      {
        ...{ product: refOf(product), unit: null, quantity: '1', price: '100', sum: '100' },
        ...{ vatRate: refOf((await fake.rows('Catalog_СтавкиНДС'))[0]), vatSum: '0' },
      },
    ],
  };
}

describe('an answer that does not arrive', () => {
  test.each([
    ['was lost after the effect', { kind: 'lost-answer' }, true],
    ['was cut', { kind: 'cut-body' }, true],
    ['never left: the connection broke before', { kind: 'reset' }, false],
  ])('a creation that %s is sent once and looked up', async (_what, fault, isThere) => {
    const draft = await draftOf('1');
    await fake.setFaults({ ...fault, match: create, count: 1 });
    const error = await failureOf(base.createInvoice(draft));
    expect(judgeOnecError(error)).toEqual({ certainty: 'look-up', isFinal: false });
    expect(await fake.requests(create.method)).toHaveLength(1);
    expect((await base.findInvoice(draft.ref)) !== undefined).toBe(isThere);
  });

  test('a posting that was lost after the effect shows as posted, and is not sent again', async () => {
    const draft = await draftOf('2');
    await base.createInvoice(draft);
    await fake.setFaults({ kind: 'lost-answer', match: post, count: 1 });
    const error = await failureOf(base.postInvoice(draft.ref));
    expect(judgeOnecError(error).certainty).toBe('look-up');
    expect(await base.postInvoice(draft.ref)).toMatchObject({ isPosted: true });
    expect(await fake.requests(post.method)).toHaveLength(1);
  });

  test('an effect that comes after the connection broke is found by a later look-up', async () => {
    const draft = await draftOf('3');
    await fake.setFaults({ kind: 'late-apply', match: create, count: 1, ms: 3_000 });
    await failureOf(base.createInvoice(draft));
    await expect.poll(() => base.findInvoice(draft.ref)).toBeDefined();
    const error = await failureOf(base.createInvoice(draft));
    expect(error.kind).toBe('conflict');
    expect(await fake.rows(SALE)).toHaveLength(1);
  });

  test('a write that succeeded while its reading back failed is still looked up', async () => {
    const draft = await draftOf('4');
    await base.readMetadata();
    await fake.setFaults({ kind: 'reset', match: { method: `get ${SALE}`.toLowerCase() } });
    const error = await failureOf(base.createInvoice(draft));
    expect(judgeOnecError(error).certainty).toBe('look-up');
    expect(error.message).toMatch(/Look the object up/);
  });

  test('a read that broke is asked again', async () => {
    await fake.setFaults({ kind: 'reset', match: { method: 'get catalog_склады' }, count: 1 });
    expect(await base.listWarehouses()).toHaveLength(3);
    expect(await fake.requests('get catalog_склады')).toHaveLength(2);
  });
});

describe('an answer that says nothing about the effect', () => {
  const kinds: readonly (readonly [string, object, object])[] = [
    ['gateway HTML', { kind: 'gateway' }, { certainty: 'look-up', isFinal: false }],
    [
      'a licence text',
      { kind: 'licence' },
      { certainty: 'look-up', cause: 'licence', isFinal: false },
    ],
    ['a page with status 200', { kind: 'html-200' }, { certainty: 'look-up', isFinal: false }],
    ['nothing with status 200', { kind: 'empty-200' }, { certainty: 'look-up', isFinal: false }],
    [
      'an exception of a handler',
      { kind: 'error-500' },
      { certainty: 'look-up', cause: 'handler-failed', isFinal: true },
    ],
    [
      'a stack text',
      { kind: 'stack-500' },
      { certainty: 'look-up', cause: 'handler-failed', isFinal: true },
    ],
    [
      'a lock conflict',
      { kind: 'error-500', text: 'Конфликт блокировок при выполнении транзакции' },
      { certainty: 'look-up', cause: 'lock-conflict', isFinal: false },
    ],
  ];
  test.each(
    kinds.flatMap(([what, fault, verdict]) =>
      [true, false].map((after) => ({ what, fault, verdict, after })),
    ),
  )('$what, effect there: $after', async ({ fault, verdict, after }) => {
    const draft = await draftOf('1');
    await fake.setFaults({ kind: '', ...fault, after, match: create, count: 1 });
    const error = await failureOf(base.createInvoice(draft));
    expect(judgeOnecError(error)).toEqual(verdict);
    expect(await fake.requests(create.method)).toHaveLength(1);
    expect((await base.findInvoice(draft.ref)) !== undefined).toBe(after);
  });

  test('half before, half after: every document is there at most once', async () => {
    await fake.setFaults({ kind: 'gateway', after: 'half', match: create, rate: 0.5 });
    for (let deal = 0; deal < 12; deal += 1) {
      const draft = await draftOf(String(deal));
      while ((await base.findInvoice(draft.ref)) === undefined) {
        try {
          await base.createInvoice(draft);
        } catch (thrown) {
          if (!isVendorError(thrown)) throw thrown;
        }
      }
    }
    expect(await fake.rows(SALE)).toHaveLength(12);
    expect((await fake.get('state'))['sameComment']).toEqual([]);
  });

  test('a licence text makes the job wait; a read waits and asks again by itself', async () => {
    await fake.setFaults({ kind: 'licence', match: { method: 'get catalog_склады' } });
    const error = await failureOf(base.listWarehouses());
    expect(error.kind).toBe('rate_limited');
    expect(error.retryAt?.getTime()).toBeGreaterThan(clock.nowMs());
  });

  test('1C:Fresh answers missing rights with a page: nobody takes it for a list', async () => {
    await fake.act({ do: 'set-fresh', on: true });
    await fake.act({ do: 'set-rights', denied: ['Catalog_Склады'] });
    expect((await failureOf(base.listWarehouses())).kind).toBe('unexpected_answer');
  });

  test('a BOM before JSON is no harm', async () => {
    await fake.setFaults({ kind: 'bom' });
    expect(await base.listWarehouses()).toHaveLength(3);
  });
});

describe('refusals before anything is run', () => {
  test('a wrong password is said in one sentence and stops the account', async () => {
    const stranger = build({ password: 'wrong-password' });
    const error = await failureOf(stranger.listWarehouses());
    expect([error.kind, judgeOnecError(error).certainty]).toEqual(['auth_revoked', 'not-applied']);
    expect(error.message).toContain('ONEC_PASSWORD');
  });

  test('missing rights and sets that are not published say where to repair it', async () => {
    await fake.act({ do: 'set-rights', denied: ['Catalog_Склады'] });
    await fake.act({ do: 'set-composition', without: ['Catalog_Валюты'] });
    const rights = await failureOf(base.listWarehouses());
    expect([rights.kind, judgeOnecError(rights).cause]).toEqual(['rejected', 'rights']);
    const absent = await failureOf(base.listDictionary('currencies'));
    expect(absent.message).toMatch(/composition/);
  });

  test('an address that is no base is said so', async () => {
    const nowhere = build({ baseUrl: `${new URL(fake.url).origin}/other` });
    expect((await failureOf(nowhere.listWarehouses())).message).toMatch(/ONEC_BASE_URL|session/);
    expect(() => build({ baseUrl: 'not an address' })).toThrow(TypeError);
  });
});

describe('sessions', () => {
  const sessions = async (): Promise<Record<string, number>> =>
    (await fake.get('counters'))['sessions'] as Record<string, number>;

  test('one session serves everything and is given back at the end', async () => {
    await Promise.all([base.listWarehouses(), base.listOrganisations(), base.readVatRates()]);
    await base.createInvoice(await draftOf('1'));
    expect(await sessions()).toMatchObject({ kept: 1, started: 1, peak: 1, refused: 0 });
    await base.close();
    open.splice(0);
    expect(await sessions()).toMatchObject({ kept: 0 });
  });

  test('there are never more than the budget, and idle ones give their licence back', async () => {
    const two = build({ sessions: 2 });
    await fake.act({ do: 'set-latency', read: 500 });
    await Promise.all(Array.from({ length: 8 }, () => two.listWarehouses()));
    expect(await sessions()).toMatchObject({ peak: 2, refused: 0 });
    await expect.poll(async () => (await sessions())['kept']).toBe(0);
  });

  test.each(['400', '404'])(
    'a session that is gone (%s) is replaced, also under a write',
    async (goneStatus) => {
      await fake.act({ do: 'set-sessions', goneStatus });
      await base.listWarehouses();
      await fake.act({ do: 'end-sessions' });
      const { invoice } = await base.createInvoice(await draftOf('1'));
      expect(invoice.isPosted).toBe(false);
      expect(await fake.rows(SALE)).toHaveLength(1);
    },
  );

  test.each(['406', '500'])(
    'without a free licence (%s) nothing is written and the job waits',
    async (answer) => {
      const draft = await draftOf('1');
      await base.readMetadata();
      await base.close();
      const late = build();
      await fake.act({ do: 'set-licences', occupied: 2, answer });
      const error = await failureOf(late.createInvoice(draft));
      expect([error.kind, judgeOnecError(error).certainty]).toEqual([
        'rate_limited',
        'not-applied',
      ]);
      await fake.act({ do: 'set-licences', occupied: 0 });
      await late.createInvoice(draft);
      expect(await fake.rows(SALE)).toHaveLength(1);
    },
  );

  test('live work goes before bulk work that waits longer', async () => {
    await fake.act({ do: 'set-latency', read: 2_000 });
    const bulk = Array.from({ length: 5 }, () => base.listWarehouses({ level: 'bulk' }));
    await base.listOrganisations();
    const before = await fake.requests('get catalog_*');
    expect(before.filter(({ method }) => method.includes('склады')).length).toBeLessThan(5);
    await Promise.all(bulk);
  });

  test('a call whose signal is aborted while it waits never leaves', async () => {
    await fake.act({ do: 'set-latency', read: 5_000 });
    const first = base.listWarehouses();
    const stop = new AbortController();
    const second = base.listOrganisations({ signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    await first;
    expect(await fake.requests('get catalog_организации')).toEqual([]);
  });

  test('a call that gets no turn goes back to its job', async () => {
    const impatient = build({ http: { patienceMs: 50 } });
    await fake.act({ do: 'set-latency', read: 20_000 });
    const first = impatient.listWarehouses();
    const error = await failureOf(impatient.listOrganisations());
    expect([error.kind, error.operation]).toEqual(['rate_limited', 'takeSession']);
    await first;
  });

  test('a place among all processes lasts as long as its session', async () => {
    const seen: string[] = [];
    // On a clock on which no session is idle for too long.
    const client = build({ slots: createPlaces(seen), clock: createClock() });
    await client.listWarehouses({ level: 'bulk' });
    await client.listOrganisations();
    expect(seen).toEqual(['take bulk']);
    expect(await sessions()).toMatchObject({ kept: 1 });
    await client.close();
    expect(seen).toEqual(['take bulk', 'let go']);
    expect(await sessions()).toMatchObject({ kept: 0 });
  });

  test('a place that another process wants is given up with its session after the call', async () => {
    const seen: string[] = [];
    const client = build({
      ...{ slots: createPlaces(seen, { isWanted: (level) => level === 'bulk' }) },
      clock: createClock(),
    });
    await client.listWarehouses();
    expect(await sessions()).toMatchObject({ kept: 1 });
    await client.listWarehouses({ level: 'bulk' });
    expect(seen).toEqual(['take live', 'let go']);
    expect(await sessions()).toMatchObject({ kept: 0 });
  });

  test('a session whose place was lost is ended before another is taken', async () => {
    const seen: string[] = [];
    let isOurs = true;
    const client = build({ slots: createPlaces(seen, { isOurs: () => isOurs }) });
    await client.listWarehouses();
    isOurs = false;
    await client.listWarehouses();
    expect(seen.slice(0, 3)).toEqual(['take live', 'let go', 'take live']);
    expect(await sessions()).toMatchObject({ peak: 1 });
  });

  test('a call that gets no place among all processes goes back to its job', async () => {
    const slots: SharedSlots = {
      take: ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('no place')), { once: true });
        }),
    };
    const impatient = build({ slots, http: { patienceMs: 50 } });
    const error = await failureOf(impatient.listWarehouses());
    expect([error.kind, judgeOnecError(error).certainty]).toEqual(['rate_limited', 'not-applied']);
    expect(await fake.requests()).toEqual([]);
  });
});

/** Places that anybody may have, and a list of who took and gave them. */
function createPlaces(
  seen: string[],
  { isWanted = () => false, isOurs = () => true }: Partial<PlaceWords> = {},
): SharedSlots {
  return {
    take: ({ level }) => {
      seen.push(`take ${level}`);
      return Promise.resolve({
        isOurs,
        isWanted: (asked) => Promise.resolve(isWanted(asked)),
        letGo: () => Promise.resolve(void seen.push('let go')),
      });
    },
  };
}

interface PlaceWords {
  isWanted(level: string): boolean;
  isOurs(): boolean;
}
