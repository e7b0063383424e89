import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import {
  addChat,
  changeChat,
  disableChat,
  listChats,
  moveChat,
  removeChat,
  restChat,
} from './chats.ts';
import { inTransaction } from './client.ts';
import {
  claimMessage,
  countMessages,
  findNextDue,
  giveUpStaleMessages,
  listDueMessages,
  listMessages,
  reopenMessages,
  settleMessage,
} from './messages-due.ts';
import { listMutes, removeMute, saveMute } from './mutes.ts';
import { countUnspreadNotices, enqueueNotice, spreadNotices, type NewNotice } from './notices.ts';
import { openMigratedDatabase } from './testing.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const sql = database.pool;
afterAll(() => database.remove());
beforeEach(() => sql.query('TRUNCATE chat, notice, message_due, write_intent, mute'));

const account = 'default';
const now = new Date('2026-11-23T09:00:00Z');
const later = new Date('2026-11-23T09:05:00Z');
const chat = { account, id: '-100' };
const notice: NewNotice = {
  ...{ account, integration: 'onec-bitrix24', kind: 'notice', key: 'invoice:1', now },
  parts: { title: 'Invoice 1 is made', lines: ['Deal 7405'] },
};
const runId = randomUUID();

async function due(limit = 10): Promise<string[]> {
  return (await listDueMessages(sql, { account, now, limit })).map(({ id }) => id);
}
async function addOne(): Promise<string> {
  await addChat(sql, { ...chat, by: 'test' });
  await enqueueNotice(sql, notice);
  await spreadNotices(sql, { account, now });
  const [id] = await due();
  if (id === undefined) throw new Error('Nothing is due.');
  return id;
}
const claim = (id: string, by = runId) =>
  inTransaction(sql, (client) => claimMessage(client, { account, id, runId: by, now }));

test('a notice is one notice, however often it is put in', async () => {
  expect(await enqueueNotice(sql, notice)).toBe(true);
  expect(await enqueueNotice(sql, notice)).toBe(false);
  expect(await countUnspreadNotices(sql, account)).toEqual({ count: 1, oldest: now });
});

test('a notice waits until there is a chat for it, and goes to every chat that takes it', async () => {
  await enqueueNotice(sql, notice);
  expect(await spreadNotices(sql, { account, now })).toBe(0);
  for (const id of ['1', '2', '3', '4']) await addChat(sql, { account, id, by: 'test' });
  await changeChat(sql, { account, id: '3' }, { takesNotices: false });
  await disableChat(sql, { account, id: '4' }, { reason: 'chat-blocked', now });

  expect(await spreadNotices(sql, { account, now })).toBe(2);
  expect(await spreadNotices(sql, { account, now })).toBe(0);

  const messages = await listDueMessages(sql, { account, now, limit: 10 });
  expect(messages).toMatchObject([{ chatId: '1' }, { chatId: '2', parts: notice.parts }]);
  expect((await countUnspreadNotices(sql, account)).count).toBe(0);
});

test('an answer goes to its chat only', async () => {
  for (const id of ['1', '2']) await addChat(sql, { account, id, by: 'test' });
  await enqueueNotice(sql, { ...notice, kind: 'status', chatId: '2' });
  expect(await spreadNotices(sql, { account, now })).toBe(1);
  expect(await listDueMessages(sql, { account, now, limit: 9 })).toMatchObject([{ chatId: '2' }]);
});

test('one run at a time has a message, and its intent stands before it is sent', async () => {
  const id = await addOne();
  expect(await claim(id)).toEqual({ attempt: 1 });
  expect(await claim(id, randomUUID())).toBeUndefined();
  const { rows } = await sql.query('SELECT operation, reference, state FROM write_intent');
  expect(rows).toEqual([
    { operation: 'telegram.sendMessage', reference: `message:${id}`, state: 'sending' },
  ]);

  await settleMessage(sql, { account, id, runId, attempt: 1, state: 'sent', vendorId: '9', now });
  expect(await countMessages(sql, account)).toEqual({ sent: 1 });
  expect(await listMessages(sql, { account, limit: 5 })).toMatchObject([
    { id, state: 'sent', key: 'invoice:1', sentAt: now },
  ]);
  expect(await findNextDue(sql, account)).toBeUndefined();
});

test('a message that was certainly not sent is due again', async () => {
  const id = await addOne();
  await claim(id);
  await settleMessage(sql, { account, id, runId, attempt: 1, state: 'due', now });
  expect(await claim(id)).toEqual({ attempt: 2 });
});

test('a message that may have been sent is sent again only when a person says so', async () => {
  const id = await addOne();
  await claim(id);
  await settleMessage(sql, { account, id, runId, attempt: 1, state: 'unknown', now });
  expect(await due()).toEqual([]);
  expect(await reopenMessages(sql, { account, ids: [id] })).toBe(1);
  expect(await claim(id)).toEqual({ attempt: 2 });
});

test('what a dead run had taken is given up after a while', async () => {
  const id = await addOne();
  await claim(id);
  expect(await giveUpStaleMessages(sql, account)).toEqual([]);
  expect(await findNextDue(sql, account)).toEqual({ dueAt: null, hasClaimed: true });
  await sql.query(`UPDATE message_due SET claimed_at = now() - interval '1 hour'`);
  expect(await giveUpStaleMessages(sql, account)).toEqual([id]);
  expect(await countMessages(sql, account)).toEqual({ unknown: 1 });
});

test('a chat that must rest gets nothing before its time', async () => {
  const id = await addOne();
  await restChat(sql, chat, later);
  expect(await due()).toEqual([]);
  expect(await findNextDue(sql, account)).toEqual({ dueAt: later, hasClaimed: false });
  expect(await listDueMessages(sql, { account, now: later, limit: 5 })).toMatchObject([{ id }]);
});

test('a chat that is gone keeps its reason and loses what was due to it', async () => {
  await addOne();
  expect(await disableChat(sql, chat, { reason: 'chat-blocked', now })).toBe(1);
  expect(await listChats(sql, account)).toMatchObject([
    { id: '-100', disabledAt: now, disabledReason: 'chat-blocked' },
  ]);
  expect(await countMessages(sql, account)).toEqual({ dropped: 1 });
  expect(await changeChat(sql, chat, { isEnabled: true })).toBe(true);
  expect(await listChats(sql, account)).toMatchObject([{ disabledAt: null, disabledReason: null }]);
  expect(await removeChat(sql, chat)).toBe(true);
});

test('a group that became a supergroup is followed with what it was still to get', async () => {
  const id = await addOne();
  await moveChat(sql, chat, { to: '-200', now });
  expect(await listChats(sql, account)).toMatchObject([
    { id: '-200', disabledAt: null },
    { id: '-100', disabledReason: 'moved', movedTo: '-200' },
  ]);
  expect(await listDueMessages(sql, { account, now, limit: 5 })).toMatchObject([
    { id, chatId: '-200' },
  ]);
});

test('a mute holds until its time, or until it is taken back', async () => {
  const mute = { account, integration: 'onec-bitrix24', reason: '*', by: 'test', since: now };
  await saveMute(sql, { ...mute, until: later });
  expect(await listMutes(sql, { account, now })).toHaveLength(1);
  expect(await listMutes(sql, { account, now: later })).toEqual([]);
  await saveMute(sql, { ...mute, until: null });
  expect(await listMutes(sql, { account, now: later })).toHaveLength(1);
  expect(await removeMute(sql, mute)).toBe(true);
});
