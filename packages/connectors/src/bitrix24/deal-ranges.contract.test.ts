import { createClock } from '@ponte/clock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isVendorError, type VendorError } from '../http/vendor-error.ts';
import { fetchCertificate, startFakePortal, type FakePortal } from '../testing/fake-portal.ts';
import { collectLogLines } from '../testing/log-lines.ts';
import { TEST_TIMEOUT_MS } from '../testing/test-patience.ts';
import {
  createBitrix24,
  type Bitrix24Client,
  type Bitrix24Options,
  type DealRange,
} from './index.ts';

const clock = createClock({ scale: 20 });
const DEALS = 300;
const LIST = { method: 'crm.deal.list', command: true } as const;

let fake: FakePortal;
let portal: Bitrix24Client;
let ids: string[];
const log = collectLogLines();
const others: Bitrix24Client[] = [];

function build(overrides: Partial<Bitrix24Options> = {}): Bitrix24Client {
  return createBitrix24({
    ...{ webhookUrl: fake.webhookUrl, account: 'default', clock, logger: log.logger },
    http: { timeoutMs: TEST_TIMEOUT_MS },
    ...overrides,
  });
}

/** A client of its own, for tests whose portal leaves marks on it. */
function buildOther(overrides: Partial<Bitrix24Options> = {}): Bitrix24Client {
  const client = build(overrides);
  others.push(client);
  return client;
}

beforeAll(async () => {
  fake = await startFakePortal(clock, { deals: DEALS });
  portal = build();
});
beforeEach(async () => {
  await fake.reset();
  const { deals } = (await (await fetch(`${fake.control}/state?deals=1&fields=ID`)).json()) as {
    deals: { ID: string }[];
  };
  ids = deals.map(({ ID }) => ID);
});
afterEach(async () => {
  await Promise.all(others.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await portal.close();
  await fake.stop();
});

/** Ranges that end at every so many deals: together they hold all of them. */
function cut(deals: number): DealRange[] {
  const ends = ids.filter((_, at) => at % deals === deals - 1 || at === ids.length - 1);
  return ends.map((upToId, at) => ({ afterId: ends[at - 1] ?? '0', upToId }));
}

async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isVendorError(thrown)) throw new Error('expected a VendorError');
  return thrown;
}

describe('bounds', () => {
  test('are found in one request that counts nothing', async () => {
    expect(await portal.findDealIdBounds()).toEqual({
      ...{ first: ids[0], last: ids.at(-1), isOpenEnded: false },
    });
    expect(await fake.get('counters')).toMatchObject({ requests: 1, commands: 2, counts: 0 });
  });

  test('keep to the filter, and there are none where nothing matches', async () => {
    const { deals } = await portal.getDeals([ids[7] ?? '']);
    const stageId = deals[0]?.state === 'found' ? deals[0].deal.stageId : '';
    const bounds = await portal.findDealIdBounds({ filter: { STAGE_ID: stageId } });
    expect(Number(bounds?.first)).toBeLessThanOrEqual(Number(ids[7]));
    expect(Number(bounds?.last)).toBeGreaterThanOrEqual(Number(ids[7]));
    const filter = { '>=DATE_MODIFY': '2100-01-01T00:00:00+00:00' };
    expect(await portal.findDealIdBounds({ filter })).toBeUndefined();
  });

  test('begin before a first deal that shows no id, and go on behind a last one', async () => {
    await fake.act({ do: 'break-deal', id: Number(ids[0]), how: 'missing-id' });
    expect(await portal.findDealIdBounds()).toMatchObject({ first: '1', last: ids.at(-1) });
    await fake.act({ do: 'break-deal', id: Number(ids.at(-1)), how: 'list-instead' });
    const bounds = await portal.findDealIdBounds();
    expect(bounds).toEqual({ first: '1', last: ids.at(-2), isOpenEnded: true });
    const beyond = String(Number.MAX_SAFE_INTEGER);
    const { ranges } = await portal.readDealRanges([
      { afterId: '0', upToId: ids[1] ?? '' },
      { afterId: bounds?.last ?? '', upToId: beyond },
    ]);
    expect(ranges.map(({ deals }) => deals.map(({ id }) => id))).toEqual([
      [undefined, ids[1]],
      [undefined],
    ]);
  });

  test('of a portal none of whose deals shows an id hold all of them', async () => {
    const spare = ids.slice(1);
    for (const id of spare) await fake.act({ do: 'delete-deal', id: Number(id), silent: true });
    await fake.act({ do: 'break-deal', id: Number(ids[0]), how: 'null-id' });
    expect(await portal.findDealIdBounds()).toEqual({ first: '1', last: '0', isOpenEnded: true });
  });

  test('see what the owner of the webhook sees', async () => {
    await fake.act({ do: 'set-rights', hiddenDeals: [Number(ids[0]), Number(ids.at(-1))] });
    expect(await portal.findDealIdBounds()).toEqual({
      ...{ first: ids[1], last: ids.at(-2), isOpenEnded: false },
    });
  });

  test('are not guessed when one end was not answered', async () => {
    await fake.setFaults({ kind: 'lost-key', match: LIST, count: 1 });
    expect((await failureOf(portal.findDealIdBounds())).kind).toBe('unexpected_answer');
  });
});

describe('ranges', () => {
  test('bring every deal once, in one request that counts nothing', async () => {
    const asked = cut(40);
    const { ranges, readAt, durationMs } = await portal.readDealRanges(asked);
    expect(ranges.map(({ range }) => range)).toEqual(asked);
    expect(ranges.every(({ isFull, failure }) => !isFull && failure === undefined)).toBe(true);
    expect(ranges.flatMap(({ deals }) => deals.map(({ id }) => id))).toEqual(ids);
    expect(readAt.getTime()).toBeLessThanOrEqual(clock.nowMs());
    expect(durationMs).toBeGreaterThan(0);
    const counters = await fake.get('counters');
    expect(counters).toMatchObject({ requests: 1, commands: asked.length, counts: 0 });
  });

  test('bring the deals that getDeals brings', async () => {
    const [range] = cut(40);
    const { ranges } = await portal.readDealRanges(range === undefined ? [] : [range]);
    const { deals } = await portal.getDeals(ids.slice(0, 40));
    expect(ranges[0]?.deals.map((each) => (each.ok ? each.deal : each))).toEqual(
      deals.map((each) => (each.state === 'found' ? each.deal : each)),
    );
  });

  test('are full at fifty deals and go on after the last id', async () => {
    const upToId = ids.at(-1) ?? '';
    const seen: (string | undefined)[] = [];
    let range: DealRange | undefined = { afterId: '0', upToId };
    while (range !== undefined) {
      const reading: Awaited<ReturnType<Bitrix24Client['readDealRanges']>> =
        await portal.readDealRanges([range]);
      seen.push(...(reading.ranges[0]?.deals ?? []).map(({ id }) => id));
      const isFull: boolean = reading.ranges[0]?.isFull === true;
      range = isFull ? { afterId: seen.at(-1) ?? '', upToId } : undefined;
    }
    expect(seen).toEqual(ids);
  });

  test('of which one is a gap are read like the others', async () => {
    const beyond = String(Number(ids.at(-1)) + 1_000);
    const [first] = cut(40);
    const { ranges } = await portal.readDealRanges([
      ...(first === undefined ? [] : [first]),
      { afterId: ids.at(-1) ?? '', upToId: beyond },
    ]);
    expect(ranges.map(({ deals }) => deals.length)).toEqual([40, 0]);
    expect(ranges[1]).toMatchObject({ isFull: false });
  });

  test('keep to the filter and to the fields that were selected', async () => {
    const { deals } = await portal.getDeals([ids[7] ?? '']);
    const stageId = deals[0]?.state === 'found' ? deals[0].deal.stageId : '';
    const { ranges } = await portal.readDealRanges(cut(40), {
      filter: { STAGE_ID: stageId },
      select: ['TITLE'],
    });
    const read = ranges.flatMap((range) => range.deals.flatMap((each) => (each.ok ? [each] : [])));
    expect(read.map(({ id }) => id)).toContain(ids[7]);
    expect(read.every(({ deal }) => deal.stageId === stageId && deal.title !== null)).toBe(true);
    expect(read.every(({ deal }) => deal.comments === null)).toBe(true);
    expect(read.every(({ deal }) => Object.keys(deal.custom).length === 0)).toBe(true);
  });

  test('for comparing carry id, funnel, stage, making and last change only', async () => {
    const full = await portal.readDealRanges(cut(40));
    const light = await portal.readDealRangesLight(cut(40));
    const marks = full.ranges.flatMap(({ deals }) =>
      deals.map((each) => {
        if (!each.ok) return each;
        const { id, categoryId, stageId, createdAt, modifiedAt } = each.deal;
        return { id, categoryId, stageId, createdAt, modifiedAt };
      }),
    );
    const read = light.ranges.flatMap(({ deals }) => deals);
    expect(read.map((each) => (each.ok ? each.deal : each))).toEqual(marks);
  });

  test('are bulk work unless told otherwise', async () => {
    const levels: string[] = [];
    const client = buildOther({ onCall: ({ level }) => levels.push(level) });
    await client.readDealRanges(cut(300));
    await client.readDealRangesLight(cut(300), { level: 'live' });
    await client.findDealIdBounds();
    expect(levels).toEqual(['bulk', 'live', 'bulk']);
  });

  test('over TLS are those over http', async () => {
    const ca = await fetchCertificate(fake.tlsUrl);
    const webhookUrl = fake.webhookUrl.replace(fake.url, fake.tlsUrl);
    const client = buildOther({ webhookUrl, http: { timeoutMs: TEST_TIMEOUT_MS, ca } });
    const [plain, secure] = [
      await portal.readDealRanges(cut(40)),
      await client.readDealRanges(cut(40)),
    ];
    const dealsOf = ({ ranges }: typeof plain) =>
      ranges.flatMap(({ deals }) => deals.map((each) => (each.ok ? each.deal : each)));
    expect(dealsOf(secure)).toEqual(dealsOf(plain));
    expect(dealsOf(secure)).toHaveLength(DEALS);
  });

  test.each([
    ['none', []],
    [
      'too many',
      Array.from({ length: 51 }, (_, at) => ({ afterId: `${at}`, upToId: `${at + 1}` })),
    ],
    ['upside down', [{ afterId: '9', upToId: '9' }]],
    ['no digits', [{ afterId: '0', upToId: 'x' }]],
    ['below zero', [{ afterId: '-1', upToId: '5' }]],
  ])('that cannot be asked for are refused before sending: %s', async (_, asked) => {
    await expect(portal.readDealRanges(asked)).rejects.toThrow(RangeError);
    expect(await fake.get('counters')).toMatchObject({ requests: 0 });
  });

  test.each(['ID', '>ID', '!@id'])('leave %s out of the filter', async (key) => {
    const filter = { [key]: '5' };
    await expect(portal.readDealRanges(cut(40), { filter })).rejects.toThrow('leave the id out');
    expect(await fake.get('counters')).toMatchObject({ requests: 0 });
  });
});

describe('damaged and hidden deals', () => {
  test('every damage is told with its id when there is one, and stops nothing', async () => {
    const damages = ['text-date', 'missing-date', 'object-title', 'array-stage', 'text-amount'];
    for (const [at, how] of damages.entries()) {
      await fake.act({ do: 'break-deal', id: Number(ids[at * 20]), how });
    }
    await fake.act({ do: 'break-deal', id: Number(ids[150]), how: 'null-id' });
    await fake.act({ do: 'break-deal', id: Number(ids[151]), how: 'list-instead' });
    const { ranges } = await portal.readDealRanges(cut(40));
    const rows = ranges.flatMap(({ deals }) => deals);
    expect(rows).toHaveLength(DEALS);
    const damaged = rows.filter((each) => !each.ok);
    expect(damaged.map(({ id }) => id)).toEqual([
      ...damages.map((_, at) => ids[at * 20]),
      undefined,
      undefined,
    ]);
    expect(damaged.every(({ problem }) => problem.length > 10)).toBe(true);
    expect(ranges.every(({ failure }) => failure === undefined)).toBe(true);
  });

  test('a full page whose last deals show no id brings them again, once', async () => {
    for (const at of [48, 49]) {
      await fake.act({ do: 'break-deal', id: Number(ids[at]), how: 'missing-id' });
    }
    const upToId = ids[70] ?? '';
    const first = (await portal.readDealRanges([{ afterId: '0', upToId }])).ranges[0];
    expect(first).toMatchObject({ isFull: true });
    expect(first?.deals.map(({ id }) => id)).toEqual(ids.slice(0, 48));
    const rest = (await portal.readDealRanges([{ afterId: ids[47] ?? '', upToId }])).ranges[0];
    expect(rest?.deals.map(({ id }) => id)).toEqual([undefined, undefined, ...ids.slice(50, 71)]);
  });

  test('what the owner of the webhook may not see is absent without a word', async () => {
    await fake.act({ do: 'set-rights', hideEvery: 3 });
    const { ranges } = await portal.readDealRanges(cut(40));
    const read = ranges.flatMap(({ deals }) => deals.map(({ id }) => id));
    expect(read).toEqual(ids.filter((id) => Number(id) % 3 !== 0));
  });

  test('without the scope every range says what to do', async () => {
    await fake.act({ do: 'set-rights', scopes: ['user'] });
    const { ranges } = await portal.readDealRanges(cut(100));
    expect(ranges.map(({ failure }) => failure?.kind)).toEqual([
      'rejected',
      'rejected',
      'rejected',
    ]);
    expect(ranges[0]?.failure?.message).toContain('scope');
  });
});

describe('trouble', () => {
  test.each([
    ['internal-error', 'unavailable'],
    ['numeric-code', 'rejected'],
    ['empty-code', 'unavailable'],
    ['lost-key', 'unexpected_answer'],
    ['wrong-shape', 'unexpected_answer'],
    ['null-result', 'unexpected_answer'],
  ])('one range spoiled by %s fails alone as %s', async (kind, expected) => {
    await fake.setFaults({ kind, match: LIST, count: 1 });
    const { ranges } = await portal.readDealRanges(cut(40));
    expect(ranges[0]).toMatchObject({ deals: [], isFull: false, failure: { kind: expected } });
    expect(ranges.slice(1).every(({ failure }) => failure === undefined)).toBe(true);
    expect(ranges.slice(1).flatMap(({ deals }) => deals)).toHaveLength(DEALS - 40);
  });

  test('a used-up operating time in one range makes the whole call wait until it is free', async () => {
    const client = buildOther();
    await fake.act({ do: 'set-operating-mode', mode: 'documented', limitSeconds: 2 });
    await fake.act({ do: 'set-cost', base: 1 });
    const error = await failureOf(client.readDealRanges(cut(40)));
    expect(error).toMatchObject({ kind: 'rate_limited', code: 'OPERATION_TIME_LIMIT' });
    expect(error.retryAt?.getTime()).toBeGreaterThan(clock.nowMs() + 60_000);
    const { requests } = await fake.get('counters');
    expect((await failureOf(client.readDealRanges(cut(40)))).retryAt).toEqual(error.retryAt);
    expect(await fake.get('counters')).toMatchObject({ requests });
  });

  test('a portal that bills the batch itself and bans for 300 s is waited for as long', async () => {
    const client = buildOther();
    await fake.act({ do: 'set-operating-mode', mode: 'batch-billed', limitSeconds: 4 });
    await fake.act({ do: 'set-cost', base: 2 });
    let error: VendorError | undefined;
    for (let turn = 0; turn < 3 && error === undefined; turn += 1) {
      await client.readDealRanges(cut(40)).catch((thrown: unknown) => {
        if (!isVendorError(thrown)) throw thrown;
        error = thrown;
      });
    }
    expect(error).toMatchObject({ kind: 'rate_limited', retryAt: expect.any(Date) as Date });
  });

  test.each(['rate-limit', 'html-200', 'error-500-html', 'cut-body', 'reset', 'slow-body'])(
    '%s twice: repeated and read',
    async (kind) => {
      await fake.setFaults({ kind, match: { command: false }, count: 2 });
      const { ranges } = await portal.readDealRanges(cut(40));
      expect(ranges.flatMap(({ deals }) => deals)).toHaveLength(DEALS);
    },
  );

  test.each([
    ['rate-limit', 'rate_limited'],
    ['html-200', 'unexpected_answer'],
    ['error-502', 'unavailable'],
    ['cut-body', 'unavailable'],
    ['wrong-shape', 'unexpected_answer'],
    ['invalid-credentials', 'auth_revoked'],
  ])('%s for ever is %s, for the whole call', async (kind, expected) => {
    const client = buildOther();
    await fake.setFaults({ kind, match: { command: false } });
    expect((await failureOf(client.readDealRanges(cut(40)))).kind).toBe(expected);
  });

  test('an aborted call ends at once', async () => {
    const signal = AbortSignal.abort(new Error('not wanted any more'));
    await expect(portal.readDealRanges(cut(40), { signal })).rejects.toThrow('not wanted any more');
  });
});
