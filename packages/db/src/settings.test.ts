import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import { listAudit } from './audit.ts';
import { inTransaction } from './client.ts';
import type { Json } from './json.ts';
import { findSetting, listSettings, removeSetting, setSetting } from './settings.ts';
import { openMigratedDatabase } from './testing.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const { pool: sql, prisma } = database;
afterAll(() => database.remove());
beforeEach(() => sql.query('TRUNCATE setting, audit'));

const place = { integration: 'bitrix24-deals', key: 'hold-after' };

test.each<[string, Json]>([
  ['an object', { won: 'C1:WON', lost: ['C1:LOSE'] }],
  ['a list', ['a', { b: 1 }]],
  ['a text', 'Olá'],
  ['a number', 0.5],
  ['a truth', false],
  ['null', null],
])('%s is read as it was stored', async (_, value) => {
  await setSetting(sql, { ...place, value, by: 'anna' });

  expect(await findSetting(sql, place)).toMatchObject({ ...place, value, updatedBy: 'anna' });
});

test('what was never stored is undefined', async () => {
  expect(await findSetting(sql, place)).toBeUndefined();
});

test('every change is written down with the value before and after', async () => {
  await setSetting(sql, { ...place, value: 1, by: 'anna' });
  await setSetting(sql, { ...place, value: [2], by: 'boris', reason: 'Too early.' });
  expect(await removeSetting(sql, { ...place, by: 'cli:root' })).toBe(true);
  expect(await removeSetting(sql, { ...place, by: 'cli:root' })).toBe(false);

  const audit = await listAudit(prisma, { object: 'setting:bitrix24-deals/hold-after' });

  expect(audit.toReversed()).toMatchObject([
    { actor: 'anna', action: 'setting.changed', before: null, after: 1, reason: null },
    { actor: 'boris', action: 'setting.changed', before: 1, after: [2], reason: 'Too early.' },
    { actor: 'cli:root', action: 'setting.removed', before: [2], after: null },
  ]);
  expect(await findSetting(sql, place)).toBeUndefined();
});

test('changes at the same time leave an unbroken chain of before and after', async () => {
  await setSetting(sql, { ...place, value: 0, by: 'anna' });

  await Promise.all(
    [1, 2, 3, 4, 5, 6].map((value) => setSetting(sql, { ...place, value, by: 'anna' })),
  );

  const audit = await listAudit(prisma);
  const left = audit.map(({ after }) => after);
  const entered = audit.map(({ before }) => before);
  const final = (await findSetting(sql, place))?.value;
  // Every value but the final one was replaced exactly once.
  expect(entered.toSorted()).toEqual([...left.filter((value) => value !== final), null].toSorted());
});

test('a change that is undone leaves neither value nor trace', async () => {
  const undone = new Error('undone');
  const change = inTransaction(sql, async (transaction) => {
    await setSetting(transaction, { ...place, value: 1, by: 'anna' });
    throw undone;
  });

  await expect(change).rejects.toBe(undone);
  expect(await findSetting(sql, place)).toBeUndefined();
  expect(await listAudit(prisma)).toEqual([]);
});

test('settings are listed all together or for one integration', async () => {
  await setSetting(sql, { ...place, value: 1, by: 'anna' });
  await setSetting(sql, { integration: 'reports', key: 'chats', value: [], by: 'anna' });

  expect((await listSettings(sql)).map(({ key }) => key)).toEqual(['hold-after', 'chats']);
  expect(await listSettings(sql, 'reports')).toMatchObject([{ key: 'chats', value: [] }]);
});
