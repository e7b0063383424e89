import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '@ponte/clock';
import { findRedisServer, REDIS_MISSING, startRedis } from '@ponte/servers/redis';
import { isVendorError, type VendorError } from '../http/vendor-error.ts';
import { startFakeBot, type FakeBot } from '../testing/fake-bot.ts';
import { collectLogLines } from '../testing/log-lines.ts';
import { toPng } from '../testing/png.ts';
import { SHORT_TIMEOUT_MS, TEST_PATIENCE_MS, TEST_TIMEOUT_MS } from '../testing/test-patience.ts';
import { createTelegram, type TelegramClient, type TelegramOptions } from './index.ts';

const clock = createClock({ scale: 60 });
const log = collectLogLines();
const PERSON = '1001';
const open: TelegramClient[] = [];
let fake: FakeBot;
let bot: TelegramClient;

function build(overrides: Partial<TelegramOptions> = {}): TelegramClient {
  const client = createTelegram({
    ...{ botToken: fake.botToken, account: 'default', apiUrl: fake.url },
    ...{
      clock,
      logger: log.logger,
      http: { timeoutMs: TEST_TIMEOUT_MS, patienceMs: TEST_PATIENCE_MS },
    },
    ...overrides,
  });
  open.push(client);
  return client;
}

beforeAll(async () => {
  fake = await startFakeBot(clock);
  bot = build();
});
beforeEach(() => fake.reset());
afterEach(async () => {
  // Everything but the client that all tests share.
  await Promise.all(open.splice(1).map((client) => client.close()));
});
afterAll(async () => {
  await bot.close();
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
const say = (html: string, chatId = PERSON, client = bot) => client.sendMessage({ chatId, html });

describe('sending', () => {
  test('a text arrives as it is meant', async () => {
    expect(await say('<b>Açaí &amp; Co</b>')).toMatchObject({ state: 'sent' });
    expect(await fake.texts(PERSON)).toEqual(['Açaí & Co']);
  });

  test('a photo and a document arrive with their captions', async () => {
    const file = { chatId: PERSON, bytes: toPng({ width: 9, height: 9 }), captionHtml: 'Chart' };
    expect(await bot.sendPhoto({ ...file, fileName: 'a.png' })).toMatchObject({ state: 'sent' });
    expect(await bot.sendDocument({ ...file, fileName: 'ç.csv' })).toMatchObject({ state: 'sent' });
    const { chats } = await fake.get('state');
    expect(chats).toMatchObject([
      {
        messages: [
          { kind: 'photo', text: 'Chart', file: { bytes: 100 } },
          { kind: 'document', text: 'Chart', file: { bytes: 100, name: 'ç.csv' } },
        ],
      },
      {},
    ]);
  });

  test('a photo that is too large is refused, and arrives as a document', async () => {
    const bytes = toPng({ width: 6_000, height: 4_001 });
    const file = { chatId: PERSON, bytes, fileName: 'chart.png' };
    const error = await failureOf(bot.sendPhoto(file));
    expect(error).toMatchObject({ kind: 'rejected', notApplied: true });
    expect(error.message).toContain('PHOTO_INVALID_DIMENSIONS');
    expect(await bot.sendDocument(file)).toMatchObject({ state: 'sent' });
  });

  test('a text is changed, and once more is no fault', async () => {
    const sent = await say('old');
    const messageId = sent.state === 'sent' ? sent.messageId : '';
    const edit = () => bot.editMessage({ chatId: PERSON, messageId, html: 'new' });
    expect([await edit(), await edit()]).toEqual(['edited', 'unchanged']);
  });

  test.each([
    ['block-bot', 'chat-blocked'],
    ['kick-bot', 'chat-kicked'],
    ['delete-group', 'chat-deleted'],
    ['forget-chat', 'chat-not-found'],
  ])('a chat after %s is gone: %s', async (verb, reason) => {
    await fake.act({ do: verb, chat: Number(fake.chatId) });
    expect(await say('x', fake.chatId)).toEqual({ state: 'gone', reason });
  });

  test('a group that became a supergroup says where it is', async () => {
    await fake.act({ do: 'migrate', chat: Number(fake.chatId), to: -1004001 });
    expect(await say('x', fake.chatId)).toEqual({ state: 'moved', to: '-1004001' });
  });

  test('a text that Telegram cannot read is refused and was not sent', async () => {
    const error = await failureOf(say('<b>open'));
    expect(error).toMatchObject({ kind: 'rejected', notApplied: true });
    expect(error.message).toContain("can't parse entities");
  });
});

describe('buttons', () => {
  const buttons = [
    [
      { text: 'Mute 1 h', data: 'mute:7' },
      { text: 'Open', url: 'https://bridge.example/held' },
    ],
  ];
  const ask = async (): Promise<string> => {
    await bot.sendMessage({ chatId: fake.chatId, html: 'Down', buttons });
    const pressed = { do: 'press-button', chat: Number(fake.chatId), text: 'Mute', from: 1001 };
    return String((await fake.act(pressed))['id']);
  };

  test('a press comes with chat, person and the button’s data', async () => {
    const queryId = await ask();
    const { updates } = await bot.readUpdates({ offset: 0, waitSeconds: 0 });
    expect(updates.map(({ press }) => press)).toMatchObject([
      {
        ...{ queryId, data: 'mute:7', chatId: fake.chatId, chatTitle: 'Accounting' },
        ...{ messageId: '1', personId: '1001', personName: 'Person 1001' },
      },
    ]);
  });

  test('whoever pressed sees the answer, cut to what Telegram shows, and a late one is no fault', async () => {
    const queryId = await ask();
    expect(await bot.answerPress({ queryId, text: 'M'.repeat(300) })).toBe('answered');
    expect((await fake.get('state'))['queries']).toMatchObject([
      { answer: { text: 'M'.repeat(200) } },
    ]);
    expect(await bot.answerPress({ queryId: '7', text: 'Muted' })).toBe('late');
  });

  test('a button that opens a place of one machine costs its message', async () => {
    const open = [[{ text: 'Open', url: 'http://localhost:3000' }]];
    const sent = bot.sendMessage({ chatId: PERSON, html: 'Down', buttons: open });
    expect(await failureOf(sent)).toMatchObject({ kind: 'rejected', notApplied: true });
  });
});

describe('limits', () => {
  test('retry_after is told and not waited for', async () => {
    await fake.setFaults({ kind: 'too-many-requests', count: 9, retryAfter: 3_600 });
    const before = clock.nowMs();
    const outcome = await say('x');
    expect(outcome.state).toBe('rest');
    const until = outcome.state === 'rest' ? outcome.until.getTime() : 0;
    expect(until - before).toBeGreaterThanOrEqual(3_600_000);
    expect(await fake.get('counters')).toMatchObject({ requests: 1 });
  });

  test('a short retry_after is not waited for either', async () => {
    await fake.setFaults({ kind: 'too-many-requests', count: 9, retryAfter: 1 });
    expect(await say('x')).toMatchObject({ state: 'rest' });
    expect(await fake.get('counters')).toMatchObject({ requests: 1 });
  });

  test('many messages at once stay under what Telegram allows', async () => {
    const group = Array.from({ length: 12 }, (_, index) => say(`g${index}`, fake.chatId));
    const person = Array.from({ length: 12 }, (_, index) => say(`p${index}`));
    const outcomes = await Promise.all([...group, ...person]);
    expect(outcomes.filter(({ state }) => state !== 'sent')).toEqual([]);
    expect(await fake.get('counters')).toMatchObject({ limitRefusals: 0, sent: 24 });
  });

  test('a chat that gets no turn from a silent Redis is named in no error and no log line', async () => {
    const lost = build({ redis: { url: 'redis://127.0.0.1:9' }, http: { patienceMs: 5_500 } });
    const error = await failureOf(say('x', fake.chatId, lost));
    expect(error).toMatchObject({ kind: 'unavailable', notApplied: true });
    const told = `${inspect(error, { depth: 9 })}${log.lines.join('')}`;
    expect(told).toContain(`default:${lost.aliasOf(fake.chatId)}`);
    expect(told).not.toContain(`default:${fake.chatId}`);
    expect(lost.aliasOf(fake.chatId)).toBe(bot.aliasOf(fake.chatId));
    expect(lost.aliasOf(fake.chatId)).not.toBe(bot.aliasOf(PERSON));
  });

  const redisTest = findRedisServer() === undefined ? test.skip : test;
  const suffix = findRedisServer() === undefined ? ` (${REDIS_MISSING})` : '';
  redisTest(`two workers share a group's limit through Redis${suffix}`, async () => {
    const redis = await startRedis();
    try {
      const workers = [1, 2].map(() => build({ redis: { url: redis.url } }));
      // The account's own limit begins used up: what the group's has let go would wait there and leave
      // at once, which is no burst of the group's limit.
      await Promise.all(workers.map((client) => client.getMe()));
      const calls = workers.flatMap((client) =>
        Array.from({ length: 10 }, (_, index) => say(`m${index}`, fake.chatId, client)),
      );
      const outcomes = await Promise.all(calls);
      expect(outcomes.filter(({ state }) => state !== 'sent')).toEqual([]);
      expect(await fake.get('counters')).toMatchObject({ limitRefusals: 0, sent: 20 });
    } finally {
      await Promise.all(open.splice(1).map((client) => client.close()));
      await redis.stop();
    }
  });
});

describe('trouble', () => {
  test.each([
    ['error-502', 'unavailable'],
    ['internal-error', 'unavailable'],
    ['html-200', 'unexpected_answer'],
    ['cut-body', 'unavailable'],
    ['reset', 'unavailable'],
    ['lost-answer', 'unavailable'],
    ['error-502-after', 'unavailable'],
    ['hang', 'timeout'],
  ])('%s leaves open whether a message arrived, and it is not sent again', async (kind, word) => {
    await fake.setFaults({ kind, match: { method: 'sendMessage' }, count: 1 });
    const hasty = build({ http: { timeoutMs: SHORT_TIMEOUT_MS, patienceMs: TEST_PATIENCE_MS } });
    const error = await failureOf(say('once', PERSON, kind === 'hang' ? hasty : bot));
    expect(error).toMatchObject({ kind: word, effect: 'create', notApplied: false });
    const { requestsByMethod } = await fake.get('counters');
    expect(requestsByMethod).toEqual({ sendMessage: 1 });
  });

  test('an address where nobody listens proves that nothing was sent', async () => {
    const lost = build({ apiUrl: 'http://127.0.0.1:9' });
    expect(await failureOf(say('x', PERSON, lost))).toMatchObject({
      kind: 'unavailable',
      notApplied: true,
    });
  });

  test('a redirect is not followed with the token in the address', async () => {
    await fake.setFaults({ kind: 'redirect', count: 1 });
    expect(await failureOf(bot.getMe())).toMatchObject({ kind: 'rejected', code: '302' });
  });

  test.each([
    ['a token that is nobody’s', '7000000001:AAcanary_canary_canary_canary_cana'],
    ['a token that cannot be one', 'canary-canary-canary'],
  ])('%s is refused for good and says what to do', async (_, botToken) => {
    const error = await failureOf(build({ botToken }).getMe());
    expect(error).toMatchObject({ kind: 'auth_revoked', notApplied: true });
    expect(error.message).toContain('@BotFather');
    expect(inspect(error, { depth: 9 })).not.toContain(botToken);
  });

  test('a caller that gives up ends the call', async () => {
    await fake.setFaults({ kind: 'hang', count: 1 });
    const stop = new AbortController();
    const call = bot.getMe({ signal: stop.signal });
    await expect.poll(async () => (await fake.get('counters'))['requests']).toBe(1);
    stop.abort(new Error('The worker stops.'));
    await expect(call).rejects.toThrow('The worker stops.');
  });
});

describe('reading', () => {
  test('commands come with their chat, other messages only with their number', async () => {
    await fake.act({ do: 'write', chat: 1001, text: 'hello' });
    await fake.act({ do: 'write', chat: -4001, text: '/Status@ponte_sandbox_bot deal 7' });
    const { updates, nextOffset } = await bot.readUpdates({ offset: 0, waitSeconds: 0 });
    expect(updates[0]).toEqual({ id: nextOffset - 2 });
    expect(updates[1]?.command).toMatchObject({
      ...{ chatId: '-4001', chatTitle: 'Accounting', command: 'status', words: ['deal', '7'] },
    });
    const next = await bot.readUpdates({ offset: nextOffset, waitSeconds: 0 });
    expect(next).toEqual({ updates: [], nextOffset });
  });

  test('a wait ends when something comes', async () => {
    const first = bot.readUpdates({ offset: 0, waitSeconds: 50 });
    await fake.act({ do: 'write', chat: 1001, text: '/status' });
    expect((await first).updates).toHaveLength(1);
  });

  test('commands are offered to who types', async () => {
    await bot.setCommands([{ command: 'status', description: 'How things stand' }]);
    expect((await fake.get('state'))['commands']).toMatchObject({
      '{"type":"default"} ': [{ command: 'status' }],
    });
  });
});

test('the token is in no log line and no error of this whole suite', () => {
  const text = log.lines.join('\n');
  expect(log.lines.length).toBeGreaterThan(30);
  expect(text).not.toContain(fake.botToken.split(':')[1]);
  expect(text).not.toContain('canary');
});
