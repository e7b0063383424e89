import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '@ponte/clock';
import { findRedisServer, REDIS_MISSING, startRedis } from '@ponte/servers/redis';
import { isVendorError, type VendorError } from '../http/vendor-error.ts';
import { fetchCertificate, startFakePortal, type FakePortal } from '../testing/fake-portal.ts';
import { collectLogLines } from '../testing/log-lines.ts';
import { SHORT_TIMEOUT_MS, TEST_PATIENCE_MS, TEST_TIMEOUT_MS } from '../testing/test-patience.ts';
import { createBitrix24, type Bitrix24Client, type Bitrix24Options } from './index.ts';
import type { ListedDeal } from './operations.ts';

const clock = createClock({ scale: 20 });
const DEALS = 130;

let fake: FakePortal;
let portal: Bitrix24Client;
let ids: string[];
const log = collectLogLines();
const open: Bitrix24Client[] = [];

function build(overrides: Partial<Bitrix24Options> = {}): Bitrix24Client {
  const client = createBitrix24({
    webhookUrl: fake.webhookUrl,
    account: 'default',
    clock,
    logger: log.logger,
    http: { timeoutMs: TEST_TIMEOUT_MS, patienceMs: TEST_PATIENCE_MS },
    ...overrides,
  });
  open.push(client);
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
  // Everything but the client that all tests share.
  await Promise.all(open.splice(1).map((client) => client.close()));
});
afterAll(async () => {
  await portal.close();
  await fake.stop();
});

async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const thrown: unknown = await work.then(
    (value) => value,
    (error: unknown) => error,
  );
  if (!isVendorError(thrown)) throw new Error(`expected a VendorError, got ${inspect(thrown)}`);
  return thrown;
}

async function collect(deals: AsyncIterable<ListedDeal>): Promise<ListedDeal[]> {
  const all: ListedDeal[] = [];
  for await (const deal of deals) all.push(deal);
  return all;
}

async function requests(): Promise<number> {
  return Number((await fake.get('counters'))['requests']);
}

describe('reading deals', () => {
  test('fifty deals are one request, in the order asked', async () => {
    const asked = ids.slice(0, 50).reverse();
    const { deals, readAt } = await portal.getDeals(asked);
    expect(deals.map((each) => each.id)).toEqual(asked);
    expect(deals.every((each) => each.state === 'found')).toBe(true);
    expect(await requests()).toBe(1);
    expect(readAt.getTime()).toBeLessThanOrEqual(clock.nowMs());
  });

  test('readAt is not later than the state it read', async () => {
    const id = ids[0] ?? '';
    const edit = (await fake.act({
      do: 'edit-deal',
      id: Number(id),
      fields: { TITLE: 'Nach der Änderung & 😀' },
    })) as { dateModify: string };
    const { deal, readAt } = await portal.getDeal(id);
    expect(deal.title).toBe('Nach der Änderung & 😀');
    expect(deal.modifiedAt).toEqual(new Date(edit.dateModify));
    // The vendor writes whole seconds.
    expect(readAt.getTime()).toBeGreaterThanOrEqual(deal.modifiedAt.getTime() - 1_000);
  });

  test('found, missing, unreadable, refused and failed stand side by side in one answer', async () => {
    const [good, gone, broken, hidden, failing, lost] = ids as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    await fake.act({ do: 'delete-deal', id: Number(gone) });
    await fake.act({ do: 'set-rights', hiddenDeals: [Number(hidden)] });
    await fake.setFaults(
      { kind: 'wrong-shape', match: { command: true, id: broken } },
      { kind: 'internal-error', match: { command: true, id: failing } },
      { kind: 'lost-key', match: { command: true, id: lost } },
    );
    const { deals } = await portal.getDeals([good, gone, broken, hidden, failing, lost]);
    expect(deals.map((each) => each.state)).toEqual([
      'found',
      'missing',
      'unreadable',
      'refused',
      'failed',
      'failed',
    ]);
    const kinds = deals.flatMap((each) => (each.state === 'failed' ? [each.error.kind] : []));
    expect(kinds).toEqual(['unavailable', 'unexpected_answer']);
  });

  test.each([
    ['numeric-code', 'refused'],
    ['empty-code', 'failed'],
    ['not-found', 'missing'],
    ['null-result', 'unreadable'],
  ])('a command spoiled by %s is %s, its siblings are found', async (kind, state) => {
    const [one = '', two = ''] = ids;
    await fake.setFaults({ kind, match: { command: true, id: one } });
    const { deals } = await portal.getDeals([one, two]);
    expect(deals.map((each) => each.state)).toEqual([state, 'found']);
  });

  test.each(['rate-limit', 'operating'])(
    'a command refused by %s makes the whole call wait',
    async (kind) => {
      const client = build();
      await fake.setFaults({ kind, match: { command: true, id: ids[1] ?? '' } });
      const error = await failureOf(client.getDeals(ids.slice(0, 3)));
      expect(error).toMatchObject({ kind: 'rate_limited', notApplied: true });
      expect(error.retryAt?.getTime()).toBeGreaterThan(clock.nowMs() - 5_000);
    },
  );

  test('one deal that is not there is not_found', async () => {
    expect(await failureOf(portal.getDeal('999999999'))).toMatchObject({ kind: 'not_found' });
  });

  test('what is no id is told as such and keeps nobody from being read', async () => {
    const [id = ''] = ids;
    const { deals } = await portal.getDeals(['after-424', id, '0', '-1']);
    expect(deals.map(({ state }) => state)).toEqual([
      ...['unreadable', 'found', 'unreadable', 'unreadable'],
    ]);
    expect(await requests()).toBe(1);
    const none = await portal.getDeals(['after-424']);
    expect(none.deals).toMatchObject([{ id: 'after-424', state: 'unreadable' }]);
    expect(await requests()).toBe(1);
  });

  test.each([[[]], [Array.from({ length: 51 }, (_, i) => `${i + 1}`)]])(
    'ids that cannot be asked for are refused before sending',
    async (asked) => {
      await expect(portal.getDeals(asked)).rejects.toThrow(RangeError);
      expect(await requests()).toBe(0);
    },
  );
});

describe('listing deals', () => {
  test('all of them, by rising id, and the portal never counts', async () => {
    const listed = await collect(portal.listDeals());
    expect(listed.map((each) => each.id)).toEqual(ids);
    const counters = await fake.get('counters');
    expect(counters['counts']).toBe(0);
    expect(counters['requests']).toBe(Math.floor(DEALS / 50) + 1);
  });

  test('resumes after an id and keeps to the filter', async () => {
    const listed = await collect(portal.listDeals({ afterId: ids[99] ?? '', level: 'bulk' }));
    expect(listed.map((each) => each.id)).toEqual(ids.slice(100));
    const future = { filter: { '>=DATE_MODIFY': '2100-01-01T00:00:00+00:00' } };
    expect(await collect(portal.listDeals(future))).toEqual([]);
  });

  test('a row that breaks the documents is yielded as a problem, not swallowed', async () => {
    await fake.act({ do: 'break-deal', id: Number(ids[5]), how: 'text-date' });
    await fake.act({ do: 'break-deal', id: Number(ids[49]), how: 'missing-id' });
    await fake.act({ do: 'break-deal', id: Number(ids[60]), how: 'list-instead' });
    const listed = await collect(portal.listDeals());
    const broken = listed.filter((each) => !each.ok).map((each) => each.id);
    expect(broken.slice(0, 1)).toEqual([ids[5]]);
    expect(broken.slice(1).every((id) => id === undefined)).toBe(true);
    const sound = listed.flatMap((each) => (each.ok ? [each.id] : []));
    expect(new Set(sound)).toEqual(new Set(ids.filter((_, at) => ![5, 49, 60].includes(at))));
  });

  test('a page that is no list is an unexpected answer', async () => {
    await fake.setFaults({ kind: 'wrong-shape', match: { method: 'crm.deal.list' } });
    expect(await failureOf(collect(portal.listDeals()))).toMatchObject({
      kind: 'unexpected_answer',
    });
  });
});

describe('dictionaries', () => {
  test('fields come with titles and options', async () => {
    const fields = await portal.listDealFields();
    const byName = new Map(fields.map((field) => [field.name, field]));
    expect(byName.get('ID')).toMatchObject({ isReadOnly: true, isCustom: false });
    const enumeration = fields.find((field) => field.isCustom && field.options !== undefined);
    expect(enumeration?.options?.[0]).toMatchObject({
      id: expect.stringMatching(/^\d+$/) as string,
    });
  });

  test('funnels include the default one', async () => {
    const categories = await portal.listCategories();
    expect(categories.find((each) => each.id === '0')).toMatchObject({ isDefault: true });
    expect(categories.length).toBeGreaterThan(1);
  });

  test('stages of all funnels come in two requests', async () => {
    const stages = await portal.listStages();
    expect(await requests()).toBe(2);
    const inDefault = stages.filter((stage) => stage.categoryId === '0').map((stage) => stage.id);
    expect(inDefault).toEqual(expect.arrayContaining(['NEW', 'WON', 'LOSE']));
    expect(stages.find((stage) => stage.id === 'WON')?.semantic).toBe('success');
    expect(stages.find((stage) => stage.id === 'LOSE')?.semantic).toBe('failure');
    const other = stages.find((stage) => stage.categoryId !== '0');
    expect(other?.id).toBe(`C${other?.categoryId}:${other?.id.split(':')[1]}`);
  });

  test('every stage of every deal is known', async () => {
    const known = new Set((await portal.listStages()).map((stage) => stage.id));
    const listed = await collect(portal.listDeals());
    const unknown = listed.filter((each) => each.ok && !known.has(each.deal.stageId));
    expect(unknown).toEqual([]);
  });

  test('statuses come by dictionary', async () => {
    const statuses = await portal.listStatuses(['SOURCE', 'DEAL_TYPE']);
    expect(new Set(statuses.map((status) => status.entityId))).toEqual(
      new Set(['SOURCE', 'DEAL_TYPE']),
    );
    expect(await requests()).toBe(1);
  });

  test('users include dismissed ones, over all pages', async () => {
    const users = await portal.listUsers();
    const { users: all } = (await fake.get('state')) as { users: unknown[] };
    expect(users).toHaveLength(all.length);
    expect(users.some((user) => !user.isActive)).toBe(true);
  });
});

describe('the account', () => {
  test('the portal tells its time', async () => {
    const time = await portal.getServerTime();
    expect(Math.abs(time.getTime() - clock.nowMs())).toBeLessThan(120_000);
  });

  test('a usable portal has no problems', async () => {
    expect(await portal.checkAccount()).toMatchObject({ scopes: ['crm', 'user'], problems: [] });
  });

  test('a missing scope is named with what to do', async () => {
    await fake.act({ do: 'set-rights', scopes: ['crm'] });
    const { scopes, problems } = await portal.checkAccount();
    expect(scopes).toEqual(['crm']);
    expect(problems).toEqual([expect.stringContaining('The scope user does not work')]);
    expect(problems[0]).toContain('Tick the missing scope');
  });
});

describe('writing a deal', () => {
  test('is stored, read back, and names nothing as dropped', async () => {
    const id = ids[0] ?? '';
    const fields = { TITLE: 'Novo título & <b>$result[x]</b>', OPPORTUNITY: '1234.5' };
    const { deal, dropped } = await portal.updateDeal(id, fields);
    expect(dropped).toEqual([]);
    expect(deal).toMatchObject({ id, title: fields.TITLE });
    expect(Number(deal.opportunity)).toBe(1234.5);
  });

  test('a field that the portal drops in silence is named', async () => {
    const id = ids[0] ?? '';
    const { dropped } = await portal.updateDeal(id, { CLOSEDATE: 'not a date', TITLE: 'x' });
    expect(dropped).toEqual(['CLOSEDATE']);
  });

  test.each([
    [{ NOPE: '1' }, 'no deal field NOPE'],
    [{ ID: '5' }, 'ID is read-only'],
  ])('%j is refused before anything is sent', async (fields, sentence) => {
    const error = await failureOf(portal.updateDeal(ids[0] ?? '', fields));
    expect(error).toMatchObject({ kind: 'rejected', notApplied: true });
    expect(error.message).toContain(sentence);
    expect((await fake.get('counters'))['writes']).toBe(0);
  });

  test('an answer that is lost on the way is repeated, because an update may be', async () => {
    await fake.setFaults({ kind: 'lost-answer', match: { method: 'crm.deal.update' }, count: 1 });
    const { deal } = await portal.updateDeal(ids[0] ?? '', { TITLE: 'twice is once' });
    expect(deal.title).toBe('twice is once');
  });
});

describe('faults of the whole request', () => {
  test.each([
    ['rate-limit'],
    ['internal-error'],
    ['error-500-html'],
    ['error-502'],
    ['html-200'],
    ['empty-200'],
    ['cut-body'],
    ['reset'],
    ['slow-body'],
  ])('%s once: repeated and read', async (kind) => {
    await fake.setFaults({ kind, count: 1 });
    const { deals } = await portal.getDeals(ids.slice(0, 2));
    expect(deals.map((each) => each.state)).toEqual(['found', 'found']);
  });

  test.each([
    ['overload', 'auth_revoked', 'support'],
    ['invalid-credentials', 'auth_revoked', 'webhook'],
    ['access-denied', 'auth_revoked', 'plan'],
    ['portal-deleted', 'auth_revoked', 'closed'],
    ['insufficient-scope', 'rejected', 'scope'],
    ['no-rights', 'rejected', 'right'],
    ['numeric-code', 'rejected', 'documentation'],
    ['empty-code', 'unavailable', 'again'],
    ['redirect', 'rejected', 'moved'],
    ['error-in-200', 'unavailable', 'again'],
    ['wrong-shape', 'unexpected_answer', ''],
    ['null-result', 'unexpected_answer', ''],
    ['error-500-html', 'unavailable', 'again'],
    ['html-200', 'unexpected_answer', 'JSON'],
    ['empty-200', 'unexpected_answer', 'empty'],
    ['cut-body', 'unavailable', 'again'],
    ['reset', 'unavailable', 'again'],
  ])('%s for ever is a %s that says what to do', async (kind, expected, sentence) => {
    const client = build();
    await fake.setFaults({ kind, match: { command: false } });
    const error = await failureOf(client.getDeals(ids.slice(0, 2)));
    expect(error.kind).toBe(expected);
    expect(error.message).toContain(sentence);
    expect(error.message).toMatch(/\.$/);
  });

  test('a hanging portal is a timeout', async () => {
    const client = build({ http: { timeoutMs: SHORT_TIMEOUT_MS, patienceMs: TEST_PATIENCE_MS } });
    await fake.setFaults({ kind: 'hang' });
    expect((await failureOf(client.getServerTime())).kind).toBe('timeout');
  });

  test('a wrong secret is told as a revoked access', async () => {
    const webhookUrl = fake.webhookUrl.replace(/[^/]+\/$/, 'wrong0secret0canary/');
    const error = await failureOf(build({ webhookUrl }).getServerTime());
    expect(error).toMatchObject({ kind: 'auth_revoked', code: 'INVALID_CREDENTIALS' });
    expect(inspect(error, { depth: 9 })).not.toContain('wrong0secret0canary');
  });
});

describe('limits', () => {
  test('a hundred reads never make the portal refuse one', async () => {
    const client = build();
    await fake.act({ do: 'set-bucket-level', level: 50 });
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        client.getServerTime({ level: index % 2 === 0 ? 'bulk' : 'live' }),
      ),
    );
    expect(await fake.get('counters')).toMatchObject({ refusals: 0, requests: 100 });
  });

  test('a method that rests is not asked again before its time, the others are', async () => {
    // In real time it rests for a minute.
    const client = build({ clock: createClock() });
    await fake.setFaults({
      kind: 'operating',
      match: { method: 'crm.deal.fields', command: false },
      count: 1,
    });
    const first = await failureOf(client.listDealFields());
    expect(first).toMatchObject({
      kind: 'rate_limited',
      code: 'OPERATION_TIME_LIMIT',
      retryAt: expect.any(Date) as Date,
    });
    const before = await requests();
    const second = await failureOf(client.listDealFields());
    expect(second.retryAt).toEqual(first.retryAt);
    expect(await requests()).toBe(before);
    await expect(client.getServerTime()).resolves.toBeInstanceOf(Date);
  });

  test('the operating time is watched in batches and stops before the portal does', async () => {
    const client = build({ operatingLimitSeconds: 40 });
    await fake.act({ do: 'set-operating-mode', mode: 'documented', limitSeconds: 40 });
    await fake.act({ do: 'set-cost', base: 0.5 });
    let refused: VendorError | undefined;
    for (let turn = 0; turn < 6 && refused === undefined; turn += 1) {
      try {
        await client.getDeals(ids.slice(0, 20));
      } catch (thrown) {
        if (!isVendorError(thrown)) throw thrown;
        refused = thrown;
      }
    }
    expect(refused).toMatchObject({ kind: 'rate_limited', code: 'OPERATION_TIME_LIMIT' });
    expect(refused?.retryAt?.getTime()).toBeGreaterThan(clock.nowMs());
    expect(await fake.get('counters')).toMatchObject({ operatingRefusals: 0 });
  });
});

test('TLS with a certificate that is not trusted is refused with a sentence, trusted it works', async () => {
  const webhookUrl = fake.webhookUrl.replace(fake.url, fake.tlsUrl);
  const error = await failureOf(build({ webhookUrl }).getServerTime());
  expect(error).toMatchObject({ kind: 'unavailable', notApplied: true });
  expect(error.message).toContain('certificate');
  const ca = await fetchCertificate(fake.tlsUrl);
  const trusting = build({ webhookUrl, http: { timeoutMs: TEST_TIMEOUT_MS, ca } });
  const { deals } = await trusting.getDeals(ids.slice(0, 50));
  expect(deals.every((each) => each.state === 'found')).toBe(true);
});

const redisTest = findRedisServer() === undefined ? test.skip : test;
const suffix = findRedisServer() === undefined ? ` (${REDIS_MISSING})` : '';

redisTest(`two workers share one limit through Redis, a third joins${suffix}`, async () => {
  const redis = await startRedis();
  try {
    const [one, two, three] = [1, 2, 3].map(() => build({ redis: { url: redis.url } }));
    await fake.act({ do: 'set-bucket-level', level: 50 });
    const calls = (client: Bitrix24Client | undefined, count: number) =>
      Array.from({ length: count }, () => client?.getServerTime());
    const early = [...calls(one, 40), ...calls(two, 40)];
    await early[5];
    await Promise.all([...early, ...calls(three, 40)]);
    expect(await fake.get('counters')).toMatchObject({ refusals: 0, requests: 120 });
  } finally {
    await Promise.all(open.splice(1).map((client) => client.close()));
    await redis.stop();
  }
});

test('the secret of the webhook is in no log line of this whole suite', () => {
  const secret = /\/rest\/\d+\/([^/]+)\//.exec(fake.webhookUrl)?.[1] ?? '';
  expect(secret).not.toBe('');
  expect(log.lines.length).toBeGreaterThan(50);
  expect(log.lines.join('\n')).not.toContain(secret);
  expect(log.lines.join('\n')).not.toContain('wrong0secret0canary');
});
