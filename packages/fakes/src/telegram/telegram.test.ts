import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { startTelegramFake, type TelegramFake } from './server.ts';

interface Answer {
  ok: boolean;
  result?: Record<string, unknown> & { message_id?: number };
  error_code?: number;
  description?: string;
  parameters?: Record<string, number>;
}

const person = 1001;
const group = -4001;
let fake: TelegramFake;
beforeAll(async () => {
  fake = await startTelegramFake({ time: { scale: 1, originMs: Date.now() } });
});
beforeEach(() => control('/reset', {}));
afterAll(() => fake.stop());

async function control<T = Record<string, unknown>>(path: string, body?: Json): Promise<T> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${fake.control}${path}`, init);
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()) as T;
}

async function call(method: string, params: Json = {}, token = fake.botToken): Promise<Answer> {
  const response = await fetch(`${fake.url}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  });
  return (await response.json()) as Answer;
}

const say = (text: string, chat = person, more: Record<string, Json> = {}): Promise<Answer> =>
  call('sendMessage', { chat_id: chat, text, ...more });

async function messagesOf(chat: number): Promise<{ text: string; kind: string }[]> {
  const state = await control<{ chats: { id: number; messages: never[] }[] }>('/state');
  return state.chats.find(({ id }) => id === chat)?.messages ?? [];
}

describe('a token', () => {
  it('that is right shows the bot', async () => {
    expect((await call('getMe')).result).toMatchObject({ is_bot: true });
  });
  it('that cannot be one is not found, one that is nobody’s or revoked is unauthorized', async () => {
    expect(await call('getMe', {}, 'nonsense')).toMatchObject({ error_code: 404 });
    const other = '7000000001:AAinvented_invented_invented_invente';
    expect(await call('getMe', {}, other)).toMatchObject({
      ...{ ok: false, error_code: 401, description: 'Unauthorized' },
    });
    await control('/act', { do: 'revoke-token' });
    expect(await call('getMe')).toMatchObject({ error_code: 401 });
  });
});

describe('a message', () => {
  it('comes by query, form, JSON and multipart alike', async () => {
    const url = `${fake.url}/bot${fake.botToken}/sendMessage`;
    await fetch(`${url}?chat_id=${person}&text=query`);
    const fields = { chat_id: String(person), text: 'form' };
    await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
    await say('json');
    const form = new FormData();
    form.set('chat_id', String(person));
    form.set('text', 'multipart ç');
    await fetch(url, { method: 'POST', body: form });
    const texts = (await messagesOf(person)).map(({ text }) => text);
    expect(texts).toEqual(['query', 'form', 'json', 'multipart ç']);
  });
  it.each([
    ['', {}, 'message text is empty'],
    ['a'.repeat(4097), {}, 'message is too long'],
    ['<b>open', { parse_mode: 'HTML' }, "can't parse entities: Can't find end tag"],
    ['<table>', { parse_mode: 'HTML' }, 'Unsupported start tag "table"'],
    ['1.5', { parse_mode: 'MarkdownV2' }, "Character '.' is reserved"],
  ])('that cannot be is refused: %#', async (text, more, words) => {
    const answer = await say(text, person, more);
    expect(answer).toMatchObject({ ok: false, error_code: 400 });
    expect(answer.description).toContain(words);
  });
  it('is counted by what is seen of it', async () => {
    const answer = await say(`<b>${'&amp;'.repeat(4096)}</b>`, person, { parse_mode: 'HTML' });
    expect(answer.result?.['text']).toBe('&'.repeat(4096));
  });
  it('is edited once it differs', async () => {
    const id = (await say('old')).result?.message_id ?? 0;
    const edit = (text: string): Promise<Answer> =>
      call('editMessageText', { chat_id: person, message_id: id, text });
    expect((await edit('new')).ok).toBe(true);
    expect((await edit('new')).description).toContain('message is not modified');
    expect(await messagesOf(person)).toMatchObject([{ text: 'new' }]);
  });
  it('carries a photo or a document', async () => {
    const form = new FormData();
    form.set('chat_id', String(group));
    form.set('caption', 'chart');
    form.set('document', new Blob([new Uint8Array(2_000)]), 'chart.png');
    const url = `${fake.url}/bot${fake.botToken}/sendDocument`;
    const answer = (await (await fetch(url, { method: 'POST', body: form })).json()) as Answer;
    expect(answer.result?.['document']).toMatchObject({ file_name: 'chart.png', file_size: 2_000 });
    expect(await call('sendPhoto', { chat_id: group })).toMatchObject({ error_code: 400 });
  });
});

describe('a chat', () => {
  it.each([
    ['block-bot', person, 403, 'Forbidden: bot was blocked by the user'],
    ['kick-bot', group, 403, 'Forbidden: bot was kicked from the group chat'],
    ['delete-group', group, 403, 'Forbidden: the group chat was deleted'],
    ['forget-chat', group, 400, 'Bad Request: chat not found'],
  ])('after %s refuses', async (verb, chat, code, words) => {
    await control('/act', { do: verb, chat });
    expect(await say('x', chat)).toMatchObject({ error_code: code, description: words });
  });
  it('that became a supergroup says where it went', async () => {
    await control('/act', { do: 'migrate', chat: group });
    const answer = await say('x', group);
    expect(answer).toMatchObject({ error_code: 400 });
    expect((await say('x', answer.parameters?.['migrate_to_chat_id'])).ok).toBe(true);
  });
});

describe('the limits', () => {
  it('let twenty messages a minute into a group, in bursts of five', async () => {
    let sent = 0;
    for (let turn = 0; turn < 8; turn += 1) {
      for (let each = 0; each < 5; each += 1) if ((await say('x', group)).ok) sent += 1;
      await control('/clock', { advanceMs: 5_000 });
    }
    expect(sent).toBe(20);
    const refused = await say('x', group);
    expect(refused).toMatchObject({ error_code: 429 });
    expect(refused.description).toBe(
      `Too Many Requests: retry after ${refused.parameters?.['retry_after']}`,
    );
    await control('/clock', { advanceMs: 60_000 });
    expect((await say('x', group)).ok).toBe(true);
  });
});

describe('updates', () => {
  it('wait until they are read, and go when the next offset is asked', async () => {
    await control('/act', { do: 'write', chat: person, text: '/status' });
    const read = async (params: Json = {}): Promise<{ update_id: number; message: object }[]> =>
      (await call('getUpdates', params)).result as never;
    const [update] = await read();
    expect(update?.message).toMatchObject({
      text: '/status',
      entities: [{ type: 'bot_command', offset: 0, length: 7 }],
    });
    expect(await read()).toHaveLength(1);
    expect(await read({ offset: (update?.update_id ?? 0) + 1 })).toEqual([]);
  });
  it('end a long poll at once, and a second reader ends the first', async () => {
    const waiting = call('getUpdates', { timeout: 40 });
    const second = call('getUpdates', { timeout: 40 });
    const [first] = await Promise.all([Promise.race([waiting, second])]);
    expect(first.error_code).toBe(409);
    await control('/act', { do: 'write', chat: person, text: 'hello' });
    const answers = await Promise.all([waiting, second]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });
  it('are refused to a reader while a webhook is set', async () => {
    await call('setWebhook', { url: 'http://127.0.0.1:1/hook', secret_token: 'invented_1' });
    expect(await call('getUpdates')).toMatchObject({ error_code: 409 });
    expect((await call('getWebhookInfo')).result).toMatchObject({ url: 'http://127.0.0.1:1/hook' });
    await call('deleteWebhook');
    const wrong = await call('setWebhook', { url: 'http://example.com/hook' });
    expect(wrong).toMatchObject({ error_code: 400 });
  });
});

describe('faults', () => {
  it('can lose an answer after the effect', async () => {
    await control('/faults', [{ kind: 'lost-answer', match: { method: 'sendMessage' }, count: 1 }]);
    await expect(say('once')).rejects.toThrow();
    expect(await messagesOf(person)).toMatchObject([{ text: 'once' }]);
  });
  it('can reset a connection before anything happens', async () => {
    await control('/faults', [{ kind: 'reset', count: 1 }]);
    await expect(say('never')).rejects.toThrow();
    expect(await messagesOf(person)).toEqual([]);
  });
  it('can ask for a longer wait', async () => {
    await control('/faults', [{ kind: 'too-many-requests', count: 1, retryAfter: 33 }]);
    expect((await say('x')).parameters).toEqual({ retry_after: 33 });
  });
  it('never show the token on the control port', async () => {
    await say('x');
    expect(JSON.stringify(await control('/requests'))).not.toContain(fake.botToken);
  });
});
