import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTransaction, openDatabase } from './client.ts';
import { createEventWriter } from './event-writer.ts';
import {
  listEvents,
  listReceivedEvents,
  listUnworked,
  listWaitingAddresses,
  replayEvents,
  settleEvents,
} from './events.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

test('many writes share few commits and every one of them is stored', async () => {
  const writer = createEventWriter(database.pool);
  let commits = 0;
  writer.onCommitted(() => (commits += 1));
  const writes = Array.from({ length: 500 }, (_, at) =>
    writer.write({ source: 'bitrix24', account: 'many', body: `event=E&n=${at}` }),
  );
  expect(new Set(await Promise.all(writes))).toEqual(new Set(['stored']));
  expect(commits).toBeLessThan(20);
  const stored = await listReceivedEvents(database.pool, {
    source: 'bitrix24',
    account: 'many',
    limit: 1_000,
  });
  expect(stored.map(({ body }) => body)).toEqual(
    Array.from({ length: 500 }, (_, at) => `event=E&n=${at}`),
  );
});

test('an event id counts once per source and account, within a batch and across batches', async () => {
  const writer = createEventWriter(database.pool);
  const write = (account: string): Promise<string> =>
    writer.write({ source: 'bling', account, eventKey: 'e-1', body: '{}' });
  const together = await Promise.all([write('a'), write('a'), write('b')]);
  expect(together.toSorted()).toEqual(['duplicate', 'stored', 'stored']);
  expect(await write('a')).toBe('duplicate');
});

test('events without an id are all kept, repeats included', async () => {
  const writer = createEventWriter(database.pool);
  const event = { source: 'bitrix24', account: 'repeats', body: 'event=ONCRMDEALUPDATE' };
  expect(await Promise.all([writer.write(event), writer.write(event)])).toEqual([
    'stored',
    'stored',
  ]);
});

test('the listener hears once per committed batch, with each address once', async () => {
  const writer = createEventWriter(database.pool);
  const heard: unknown[] = [];
  writer.onCommitted((batch) => heard.push(batch));
  const write = (account: string): Promise<string> =>
    writer.write({ source: 'bitrix24', account, body: 'x' });
  await Promise.all([write('one'), write('two'), write('one')]);
  expect(heard).toEqual([
    [
      { source: 'bitrix24', account: 'one' },
      { source: 'bitrix24', account: 'two' },
    ],
  ]);
});

test('a body that PostgreSQL refuses is refused alone', async () => {
  const writer = createEventWriter(database.pool);
  const [good, bad] = await Promise.allSettled([
    writer.write({ source: 'bitrix24', account: 'nul', body: 'good' }),
    writer.write({ source: 'bitrix24', account: 'nul', body: 'bad\u0000' }),
  ]);
  expect(good.status).toBe('fulfilled');
  expect(bad.status).toBe('rejected');
});

test('a settled event leaves the work list, and a replay brings it back', async () => {
  const writer = createEventWriter(database.pool);
  await writer.write({ source: 'bitrix24', account: 'replay', body: 'x' });
  const address = { source: 'bitrix24', account: 'replay' };
  const [event] = await listReceivedEvents(database.pool, { ...address, limit: 10 });
  await settleEvents(database.pool, [{ id: event?.id ?? '', state: 'held', reason: 'why' }]);
  expect(await listReceivedEvents(database.pool, { ...address, limit: 10 })).toEqual([]);
  expect(await replayEvents(database.pool, { ...address, state: 'held' })).toEqual([
    { ...address, count: 1 },
  ]);
  const [again] = await listEvents(database.pool, { ...address, limit: 10 });
  expect(again).toMatchObject({ state: 'received', reason: null, doneAt: null });
  expect(await listUnworked(database.pool, 0)).toContainEqual(
    expect.objectContaining({ ...address, count: 1 }),
  );
});

test('addresses with waiting events are found, each once, and young events are left alone', async () => {
  const writer = createEventWriter(database.pool);
  const write = (source: string, account: string): Promise<string> =>
    writer.write({ source, account, body: 'x' });
  await Promise.all([write('s1', 'a'), write('s1', 'a'), write('s1', 'b'), write('s2', 'a')]);
  const found = await listWaitingAddresses(database.pool, 0);
  for (const [source, account] of [
    ['s1', 'a'],
    ['s1', 'b'],
    ['s2', 'a'],
  ] as const) {
    expect(found.filter((one) => one.source === source && one.account === account)).toHaveLength(1);
  }
  expect(await listWaitingAddresses(database.pool, 3_600_000)).toEqual([]);
});

test('an empty replay is refused, because it would replay everything', async () => {
  await expect(replayEvents(database.pool, {})).rejects.toThrow('Say which events');
});

test('events with control characters, empty bodies and other addresses share a batch and stay whole', async () => {
  const writer = createEventWriter(database.pool);
  const at = { source: 'bling', account: 'odd' };
  const writes = [
    { ...at, eventKey: 'k-1', body: 'one\x1etwo' },
    { ...at, eventKey: 'k-1', body: 'again' },
    { ...at, eventKey: 'k-\x1e2', body: '{"a":"\\"b\\""}' },
    { ...at, source: 'shop', body: '' },
  ].map((event) => writer.write(event));
  expect(await Promise.all(writes)).toEqual(['stored', 'duplicate', 'stored', 'stored']);
  const stored = await listEvents(database.pool, { account: 'odd', limit: 10 });
  expect(stored.map(({ source, eventKey, body }) => [source, eventKey, body]).toSorted()).toEqual([
    ['bling', 'k-\x1e2', '{"a":"\\"b\\""}'],
    ['bling', 'k-1', 'one\x1etwo'],
    ['shop', null, ''],
  ]);
});

test('while the table is locked nobody waits longer than two statements, however many wait', async () => {
  const hasty = openDatabase({
    ...{ url: database.url, applicationName: 'test', poolSize: 1, queryTimeoutMs: 300 },
  });
  const writer = createEventWriter(hasty.pool, { maxBatch: 2 });
  const write = (): Promise<string> =>
    writer.write({ source: 'bitrix24', account: 'locked', body: 'event=E' });
  try {
    await inTransaction(database.pool, async (sql) => {
      await sql.query('LOCK TABLE inbound_event');
      const ends = await Promise.allSettled(Array.from({ length: 40 }, write));
      expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(['rejected']));
      // One error per failed statement.
      const failures = new Set(ends.map((end) => 'reason' in end && (end.reason as unknown)));
      expect(failures.size).toBeLessThanOrEqual(2);
      expect(writer.pending).toBe(0);
    });
    await expect.poll(write).toBe('stored');
    const stored = await listEvents(database.pool, { account: 'locked', limit: 100 });
    expect(stored).toHaveLength(1);
  } finally {
    await hasty.close();
  }
});
