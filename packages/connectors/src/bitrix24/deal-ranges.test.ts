import { createClock } from '@ponte/clock';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  sendJson,
  startAnsweringServer,
  type AnsweringServer,
} from '../testing/answering-server.ts';
import { collectLogLines } from '../testing/log-lines.ts';
import { createBitrix24, type Bitrix24Client } from './index.ts';

const DATES = { DATE_CREATE: '2024-08-30T14:29:00Z', DATE_MODIFY: '2024-08-30T14:29:00Z' };

let server: AnsweringServer;
let client: Bitrix24Client;

beforeAll(async () => {
  server = await startAnsweringServer((response) => sendJson(response, {}));
  client = createBitrix24({
    ...{ webhookUrl: `${server.url}rest/1/secret/`, account: 'default' },
    ...{ clock: createClock({ scale: 20 }), logger: collectLogLines().logger },
  });
});
afterAll(async () => {
  await client.close();
  await server.close();
});

/** Makes the portal answer two ranges: the first with deals of these ids, the second soundly. */
function answerWithIds(ids: readonly unknown[], time: object = {}): void {
  const rows = ids.map((ID) => ({ ID, CATEGORY_ID: '0', STAGE_ID: 'NEW', ...DATES }));
  const sound = [{ ...rows[0], ID: '105' }];
  const result = { result: { r0: rows, r1: sound }, result_error: [], result_time: [] };
  server.answerWith((response) => sendJson(response, { result, time }));
}

const RANGES = [
  { afterId: '5', upToId: '100' },
  { afterId: '100', upToId: '200' },
];
const fifty = (first: number) => Array.from({ length: 50 }, (_, at) => String(first + at));

test.each([
  ['a falling id', ['6', '8', '7'], 'do not rise'],
  ['a repeated id', ['6', '7', '7'], 'do not rise'],
  ['an id below the range', ['5', '6'], 'do not rise'],
  ['an id above the range', ['99', '101'], 'outside of its range'],
  ['a range that starts from the lowest ids again', ['1', '2'], 'do not rise'],
  ['more rows than a page has', [...fifty(6), '90'], 'longer than a page'],
  ['a full page without any id', Array.from({ length: 50 }, () => null), 'rows without ids'],
])('%s makes its range unusable and no other', async (_, ids, why) => {
  answerWithIds(ids);
  const { ranges } = await client.readDealRanges(RANGES);
  expect(ranges[0]).toMatchObject({ range: RANGES[0], deals: [], isFull: false });
  expect(ranges[0]?.failure).toMatchObject({ kind: 'unexpected_answer' });
  expect(ranges[0]?.failure?.message).toContain(why);
  expect(ranges[1]?.deals.map(({ id }) => id)).toEqual(['105']);
  expect(ranges[1]?.failure).toBeUndefined();
});

test('fifty deals are a full page, forty-nine are not', async () => {
  answerWithIds(fifty(6));
  expect((await client.readDealRanges(RANGES)).ranges[0]).toMatchObject({ isFull: true });
  answerWithIds(fifty(6).slice(1));
  expect((await client.readDealRanges(RANGES)).ranges[0]).toMatchObject({ isFull: false });
});

test('a full page that ends with the range leaves nothing to ask for', async () => {
  answerWithIds(fifty(51));
  expect((await client.readDealRanges(RANGES)).ranges[0]).toMatchObject({ isFull: false });
});

test('an id that is a number is not as documented, and is told', async () => {
  answerWithIds(['6', 7, '8']);
  const { ranges } = await client.readDealRanges(RANGES);
  expect(ranges[0]?.deals.map(({ ok, id }) => [ok, id])).toEqual([
    [true, '6'],
    [false, '7'],
    [true, '8'],
  ]);
});

test('ids are compared as numbers however long they are', async () => {
  answerWithIds(['999999999999999998', '999999999999999999']);
  const ranges = [{ afterId: '9', upToId: '999999999999999999' }];
  expect((await client.readDealRanges(ranges)).ranges[0]?.deals).toHaveLength(2);
});

test('the duration is the portal’s own, in milliseconds', async () => {
  answerWithIds(['6'], { start: 1, finish: 2.5, duration: 1.5 });
  expect((await client.readDealRanges(RANGES)).durationMs).toBe(1_500);
});

test('the request names each range once and asks for no total', async () => {
  answerWithIds(['6']);
  await client.readDealRangesLight(RANGES);
  const body = JSON.parse(server.received[0]?.body ?? '') as { cmd: Record<string, string> };
  expect(Object.values(body.cmd).map((command) => decodeURIComponent(command))).toEqual(
    RANGES.map(
      ({ afterId, upToId }) =>
        `crm.deal.list?order[ID]=ASC&filter[>ID]=${afterId}&filter[<=ID]=${upToId}` +
        '&select[0]=ID&select[1]=CATEGORY_ID&select[2]=STAGE_ID&select[3]=DATE_CREATE&select[4]=DATE_MODIFY&start=-1',
    ),
  );
});
