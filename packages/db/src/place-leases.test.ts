import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import { endLease } from './leases.ts';
import { acquireFreeLease, listAwaitedQueues, noteWaiter, removeWaiter } from './place-leases.ts';
import { openMigratedDatabase } from './testing.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const sql = database.pool;
afterAll(() => database.remove());
beforeEach(() => sql.query('TRUNCATE lease'));

const names = ['session:1', 'session:2'];
const take = (owner: string, ttlMs = 60_000) => acquireFreeLease(sql, { names, owner, ttlMs });

test('of many who ask at once exactly as many get a place as there are', async () => {
  const asked = Array.from({ length: 10 }, (_, index) => take(`w${index}`));
  const first = (await Promise.all(asked)).filter((name) => name !== undefined);
  const second = await Promise.all(Array.from({ length: 10 }, (_, index) => take(`v${index}`)));
  const given = [...first, ...second.filter((name) => name !== undefined)];
  expect(given.toSorted()).toEqual(names);
});

test('a place that was given back, or whose owner has died, is free again', async () => {
  expect(await take('one')).toBe('session:1');
  expect(await take('two', 1)).toBe('session:2');
  await expect.poll(() => take('three')).toBe('session:2');
  await endLease(sql, { name: 'session:1', owner: 'one' });
  expect(await take('four')).toBe('session:1');
});

test('who waits is seen by the others until it is over', async () => {
  const queue = 'session-wait:live';
  await noteWaiter(sql, { queue, owner: 'one', ttlMs: 60_000 });
  const asked = { queues: [queue, 'session-wait:bulk'] };
  expect([...(await listAwaitedQueues(sql, { ...asked, except: 'two' }))]).toEqual([queue]);
  expect([...(await listAwaitedQueues(sql, { ...asked, except: 'one' }))]).toEqual([]);
  await removeWaiter(sql, { queue, owner: 'one' });
  expect([...(await listAwaitedQueues(sql, { ...asked, except: 'two' }))]).toEqual([]);
});
