import { createApiKey } from '@ponte/db/api-keys';
import { listAudit } from '@ponte/db/audit';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { describedApi, type ApiAnswer, type AskApi } from '../src/testing.ts';
import { startTestApi, type TestApi } from './start-test-api.ts';

let database: TestDatabase;
let api: TestApi;
let ask: AskApi;
const keys = { admin: '', operator: '' };

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  api = await startTestApi(database.url);
  ask = await describedApi(api.url, fetch);
  for (const role of ['admin', 'operator'] as const) {
    keys[role] = (await createApiKey(database.prisma, { name: role, role })).key;
  }
});
afterAll(async () => {
  await api.close();
  await database.remove();
});

const call = (
  method: string,
  path: string,
  { body, as = 'admin' }: { body?: object; as?: keyof typeof keys } = {},
): Promise<ApiAnswer> => ask(method, path, { key: keys[as], body });

const CHAT = '-100987654321';

test('a chat is put on the list, told what its members may, and taken off; no log line names it', async () => {
  const added = await call('POST', '/api/chats', { body: { id: CHAT, title: 'Accounting' } });
  expect(added).toMatchObject({ status: 201, body: { mayAct: true, takesAlerts: true } });
  const changed = await call('PATCH', `/api/chats/${CHAT}`, { body: { mayAct: false } });
  expect(changed).toMatchObject({ status: 200, body: { mayAct: false, mayAsk: true } });
  const { body } = await call('GET', '/api/chats', { as: 'operator' });
  expect(body).toMatchObject({ chats: [{ id: CHAT, title: 'Accounting', mayAct: false }] });
  const refused = await call('DELETE', `/api/chats/${CHAT}`, { as: 'operator' });
  expect(refused.status).toBe(403);
  expect(await call('DELETE', `/api/chats/${CHAT}`)).toMatchObject({ body: { removed: true } });
  const actions = await listAudit(database.prisma, { object: `chat:${CHAT}` });
  expect(actions.map(({ action }) => action)).toEqual([
    'chat.removed',
    'chat.changed',
    'chat.added',
  ]);
  expect(api.log()).toContain('/api/chats/[masked]');
  expect(api.log()).not.toContain(CHAT);
});

test('alerts are muted, shown as muted and heard again by an operator', async () => {
  const which = { integration: 'onec-bitrix24', reason: 'unavailable' };
  const muted = await call('POST', '/api/alerts/mute', { body: which, as: 'operator' });
  expect(muted.body).toEqual({ ...which, muted: true });
  expect((await call('GET', '/api/alerts')).body).toMatchObject({ mutes: [which] });
  const heard = await call('POST', '/api/alerts/unmute', { body: which, as: 'operator' });
  expect(heard.body).toEqual({ ...which, muted: false });
  const again = await call('POST', '/api/alerts/unmute', { body: which, as: 'operator' });
  expect(again.status).toBe(409);
});
