import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { listAudit } from '@ponte/db/audit';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { startTelegramFake, type TelegramFake } from '@ponte/fakes/start';
import { runPonte, type Ended } from './world/run-ponte.ts';

let database: TestDatabase;
let telegram: TelegramFake;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  telegram = await startTelegramFake();
});
afterAll(async () => {
  await telegram.stop();
  await database.remove();
});

function ponte(...args: string[]): Promise<Ended> {
  const env = {
    DATABASE_URL: database.url,
    TELEGRAM_BOT_TOKEN: telegram.botToken,
    TELEGRAM_API_URL: telegram.url,
  };
  return runPonte(args, { env });
}

test('a chat is put on the list, changed and taken off', async () => {
  expect((await ponte('chats', 'list')).stdout).toContain('No chat is on the list');
  const added = await ponte('chats', 'add', '--title', 'Accounting', '--json', '--', '-4001');
  expect(added.json()).toMatchObject({ added: { id: '-4001', takesAlerts: true } });
  const again = await ponte('chats', 'add', '--', '-4001');
  expect(again.code).not.toBe(0);
  expect(again.stderr).toContain('is on the list already');
  await ponte('chats', 'change', '--no-alerts', '--', '-4001');
  expect((await ponte('chats', 'list')).stdout).toMatch(/-4001 +Accounting +yes +no +yes +at work/);
  expect((await ponte('chats', 'add', 'kitchen')).stderr).toContain('is no chat id');
  expect(await ponte('chats', 'remove', '--', '-4001')).toMatchObject({ code: 0 });
  expect(await ponte('chats', 'remove', '--', '-4001')).toMatchObject({ code: 3 });
  const entries = await listAudit(database.prisma, { object: 'chat:-4001' });
  expect(entries.map(({ action }) => action)).toEqual([
    'chat.removed',
    'chat.changed',
    'chat.added',
  ]);
});

test('alerts are muted for a time and heard again', async () => {
  const muted = await ponte('alerts', 'mute', 'bitrix24-deals', '--until', '8h', '--json');
  expect(muted.json()).toMatchObject({ muted: { integration: 'bitrix24-deals', reason: '*' } });
  expect((await ponte('alerts', 'list')).stdout).toMatch(/Muted: bitrix24-deals \*, until .*cli:/);
  expect(await ponte('alerts', 'unmute', 'bitrix24-deals')).toMatchObject({ code: 0 });
  expect((await ponte('alerts', 'unmute', 'bitrix24-deals')).stderr).toContain('is not muted');
  expect((await ponte('alerts', 'mute', 'nobody')).stderr).toContain('There are: bitrix24-deals');
});
