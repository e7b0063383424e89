import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { decodeId } from './ids.ts';
import {
  inPath,
  startFieldcontrolUnderTest,
  zipAddress,
  type FieldcontrolUnderTest,
  type RawAnswer,
} from './test-support/fieldcontrol-under-test.ts';

const body = { name: 'Marina Prado Lemos', address: zipAddress };
let vendor: FieldcontrolUnderTest;
beforeAll(async () => {
  vendor = await startFieldcontrolUnderTest({
    scenario: 'empty',
    time: { scale: 1, originMs: Date.now() },
  });
});
beforeEach(() => vendor.control('/reset', {}));
afterAll(() => vendor.fake.stop());

const strike = (fault: Record<string, Json>) =>
  vendor.control('/faults', [{ match: { method: 'post /customers' }, count: 1, ...fault }]);
const post = (): Promise<RawAnswer> => vendor.post('/customers', body);
const customers = async (): Promise<unknown> => (await vendor.get('/customers')).json['totalCount'];

/** Sends, waits until the vendor is done with it, and gives up if that was without an answer. */
async function postWithoutAnswer(): Promise<boolean> {
  const journal = (): Promise<Record<string, Json>> => vendor.control('/requests');
  const { total: before } = await journal();
  const patience = new AbortController();
  const answer = fetch(`${vendor.fake.url}/customers`, {
    method: 'POST',
    headers: { 'x-api-key': vendor.fake.apiKey },
    body: JSON.stringify(body),
    signal: patience.signal,
  });
  const settled = Promise.allSettled([answer]);
  await expect.poll(async () => (await journal())['total']).not.toBe(before);
  const last = ((await journal())['requests'] as { status: number }[]).at(-1);
  if (last?.status === 0) patience.abort();
  const [{ status }] = await settled;
  return status === 'rejected';
}

describe('the limit', () => {
  const start = (settings = {}) =>
    startFieldcontrolUnderTest({
      scenario: 'empty',
      settings: { perMinute: 60, ...settings },
      time: { scale: 1, originMs: Date.now() },
    });
  it('lets one request a second through and refuses the rest without saying when', async () => {
    const strict = await start();
    expect((await strict.get('/customers')).status).toBe(200);
    const refused = await strict.get('/customers');
    expect([refused.status, refused.text]).toEqual([429, '{"message":"Too many requests"}']);
    const names = [...refused.headers.keys()];
    expect(names.filter((name) => /retry|limit/.test(name))).toEqual([]);
    expect((await strict.get('/services', strict.fake.otherApiKey)).status).toBe(200);
    await strict.control('/clock', { advanceMs: 1_000 });
    expect((await strict.get('/customers')).status).toBe(200);
    await strict.control('/clock', { advanceMs: 60_000 });
    const statuses = [await strict.get('/customers'), await strict.get('/customers')];
    expect(statuses.map(({ status }) => status)).toEqual([200, 429]);
    expect(await strict.control('/counters')).toMatchObject({
      ...{ refused: 2, requests: 6, maxPerSecond: 2 },
      limits: {
        '62489': { accepted: 3, refused: 2, maxPerSecond: 2 },
        '8817': { accepted: 1, refused: 0, maxPerSecond: 1 },
      },
    });
    await strict.fake.stop();
  });
  it('can be the measured one, with a burst, or none', async () => {
    const strict = await start();
    await strict.act({ do: 'set-rate', variant: 'measured', burst: 3 });
    const ask = async (times: number): Promise<number> => {
      let through = 0;
      for (let turn = 0; turn < times; turn += 1) {
        if ((await strict.get('/customers')).status === 200) through += 1;
      }
      return through;
    };
    expect(await ask(5)).toBe(3);
    await strict.control('/clock', { advanceMs: 800 });
    expect(await ask(2)).toBe(1);
    await strict.act({ do: 'set-rate', variant: 'none' });
    expect(await ask(20)).toBe(20);
    await strict.fake.stop();
  });
  it('is not stricter for a clock that runs faster', async () => {
    const fast = await startFieldcontrolUnderTest({
      scenario: 'empty',
      settings: { perMinute: 60 },
      time: { scale: 600, originMs: Date.now() },
    });
    await fast.act({ do: 'reset-counters' });
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await fast.get('/customers')).status).toBe(200);
    }
    await fast.fake.stop();
  });
});

describe('a fault before the effect', () => {
  it.each([
    ['too-many-requests', 429, '{"message":"Too many requests"}'],
    ['error-500', 500, '{"message":"Internal server error"}'],
    ['unknown-422', 422, '{"statusCode":422,"reason":["invalid","name"]}'],
  ])('%s makes nothing', async (kind, status, text) => {
    await strike({ kind });
    const answer = await post();
    expect([answer.status, answer.text]).toEqual([status, text]);
    expect(await customers()).toBe(0);
    expect((await post()).status).toBe(201);
  });
  it.each(['error-502', 'html-200'])('%s is a page', async (kind) => {
    await strike({ kind });
    const answer = await post();
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.status).toBe(kind === 'html-200' ? 200 : 502);
    expect(await customers()).toBe(0);
  });
  it('can say what it is told to', async () => {
    await strike({ kind: 'unknown-422', body: ['no'] });
    expect((await post()).text).toBe('["no"]');
  });
  it('can drop or forget the connection', async () => {
    await strike({ kind: 'reset' });
    await expect(post()).rejects.toThrow();
    await strike({ kind: 'hang' });
    expect(await postWithoutAnswer()).toBe(true);
    expect(await customers()).toBe(0);
  });
});

describe('a fault after the effect', () => {
  it.each([
    ['error-500-after', 500],
    ['error-502-after', 502],
  ])('%s makes the object and denies it', async (kind, status) => {
    await strike({ kind });
    expect((await post()).status).toBe(status);
    expect(await customers()).toBe(1);
  });
  it('lost-answer makes the object and drops the connection', async () => {
    await strike({ kind: 'lost-answer' });
    await expect(post()).rejects.toThrow();
    expect(await customers()).toBe(1);
  });
  it('hang-after makes the object and never answers; every third one', async () => {
    await strike({ kind: 'hang-after', every: 3, count: 2 });
    const answers: boolean[] = [];
    for (let turn = 0; turn < 6; turn += 1) answers.push(await postWithoutAnswer());
    expect(answers).toEqual([false, false, true, false, false, true]);
    expect(await customers()).toBe(6);
    const { requests } = await vendor.control('/requests?method=post *');
    expect((requests as { status: number }[]).map(({ status }) => status)).toEqual([
      ...[201, 201, 0, 201, 201, 0],
    ]);
  });
});

describe('an answer', () => {
  it('comes late, in virtual time', async () => {
    await strike({ kind: 'delay', ms: 3_600_000 });
    const late = post();
    await expect
      .poll(async () => (await vendor.control('/counters'))['createdByResource'])
      .toEqual({ customers: 1 });
    await vendor.control('/clock', { advanceMs: 3_600_000 });
    expect((await late).status).toBe(201);
  });
  it('is cut, as JSON or as a connection', async () => {
    await strike({ kind: 'truncated-json' });
    const cut = await post();
    expect(cut.status).toBe(201);
    expect(() => cut.json).toThrow();
    await strike({ kind: 'cut-body' });
    await expect(post()).rejects.toThrow();
    expect(await customers()).toBe(2);
  });
  it('carries the ids of another account', async () => {
    await strike({ kind: 'foreign-ids' });
    const { json } = await post();
    const decoded = decodeId(String(json['id']));
    expect(decoded?.account).toBe(vendor.fake.otherAccountId);
    expect((await vendor.get(`/customers/${inPath(json['id'])}`)).status).toBe(404);
    expect(await customers()).toBe(1);
  });
  it('goes wrong for one object only', async () => {
    await vendor.control('/faults', [{ kind: 'unknown-422', match: { id: 'isales:cliente:7' } }]);
    const send = (id: string) => vendor.post('/customers', { ...body, external: { id } });
    expect((await send('isales:cliente:7')).status).toBe(422);
    expect((await send('isales:cliente:8')).status).toBe(201);
  });
});

describe('the control port', () => {
  it('shows requests without the key, wherever somebody put it', async () => {
    const { apiKey } = vendor.fake;
    await vendor.get(`/customers?api_key=${apiKey}`);
    await vendor.post('/customers', { ...body, notes: apiKey });
    const text = JSON.stringify([
      await vendor.control('/requests'),
      await vendor.control('/counters'),
      await vendor.control('/deliveries'),
    ]);
    expect(text).not.toContain(apiKey);
    expect((await vendor.control('/requests'))['requests']).toMatchObject([
      { verb: 'GET', method: 'get /customers', account: '62489', status: 200, fault: null },
      { verb: 'POST', method: 'post /customers', account: '62489', status: 201 },
    ]);
  });
  it('counts requests, posts and what they made', async () => {
    const { json } = await post();
    await vendor.post(`/customers/${inPath(json['id'])}/phones`, {});
    await vendor.get('/nothing', 'nobody');
    expect(await vendor.control('/counters')).toMatchObject({
      ...{ requests: 3, posts: 2, created: 1, refused: 0 },
      postsByResource: { customers: 1, phones: 1 },
      answersByStatus: { '201': 1, '401': 1, '422': 1 },
    });
    await vendor.act({ do: 'reset-counters' });
    expect(await vendor.control('/counters')).toMatchObject({ requests: 0, posts: 0 });
  });
  it('goes back to the settings of the start, with another scenario when asked', async () => {
    await vendor.act({ do: 'set-lists', nameFilter: 'exact' });
    const key = vendor.fake.apiKey;
    expect(await vendor.control('/reset', { seed: 5, scenario: { customers: 3 } })).toEqual({
      seed: 5,
      scenario: { name: 'small', customers: 3, tickets: 8, orders: 12, hasOddities: true },
    });
    expect(await vendor.control('/state')).toMatchObject({
      settings: { nameFilter: 'contains', perMinute: 0 },
      accounts: { '62489': { counts: { customers: 3, tickets: 8 } } },
    });
    expect((await vendor.get('/customers', key)).status).toBe(200);
    await vendor.control('/reset', { seed: 1, scenario: 'empty' });
  });
  it.each([
    ['/faults', [{ kind: 'flood' }], 'must be one of too-many-requests'],
    ['/faults', [{ kind: 'reset', every: 0 }], '"every" is a whole number'],
    ['/reset', { scenario: 'huge' }, 'Name one of small, plain, large, empty'],
    ['/reset', { scenario: { customers: 0, tickets: 3 } }, 'need at least one customer'],
    ['/act', { do: 'set-rate', burst: 0 }, '"burst" is at least 1'],
    ['/act', { do: 'set-webhook', url: 'ftp://x' }, 'is no http or https address'],
    ['/act', { do: 'set-webhook', url: 'http://127.0.0.1:1', events: ['x'] }, 'no event "x"'],
  ])('refuses in plain words: %#', async (path, sent, words) => {
    await expect(vendor.control(path, sent as Json)).rejects.toThrow(words);
  });
});
