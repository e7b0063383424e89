import { listEvents, settleEvents } from '@ponte/db/events';
import { holdRecords, listHeld } from '@ponte/db/held';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { dismissHeld, releaseHeld } from './release-held.ts';
import { replayEvents } from './replay-events.ts';

let database: TestDatabase;
const actor = { by: 'tests' };
const ringer = { ring: () => Promise.resolve('rung' as const) };

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
beforeEach(async () => {
  await database.pool.query('TRUNCATE inbound_event, held CASCADE');
});
afterAll(() => database.remove());

const address = { integration: 'bitrix24-deals', account: 'default' };

/** As the worker leaves events that it cannot work on: held, one hold per kind or per event. */
async function holdEvents(bodies: readonly string[], reason: string, key?: string): Promise<void> {
  const { rows } = await database.pool.query<{ id: string }>(
    `INSERT INTO inbound_event (source, account, body)
     SELECT 'bitrix24', 'default', unnest($1::text[]) RETURNING id::text`,
    [bodies],
  );
  const ends = rows.map(({ id }) => ({ id, state: 'held' as const, reason }));
  await settleEvents(database.pool, ends);
  const holds =
    key === undefined
      ? rows.map(({ id }) => ({ ...address, kind: 'inbound-event', key: id }))
      : [{ ...address, kind: 'event-kind', key }];
  await holdRecords(
    database.pool,
    holds.map((hold) => ({ ...hold, reason, detail: '' })),
  );
}

const holdKind = (name: string, count: number): Promise<void> =>
  holdEvents(
    Array.from({ length: count }, (_, at) => `event=${name}&data[FIELDS][ID]=${at}`),
    'unknown-event',
    name,
  );
const holdUnreadable = (): Promise<void> =>
  holdEvents(['event=ONCRMDEALADD&about=ONTASKADD'], 'unreadable-event');

/** State and reason of the events, counted: `{'held unknown-event': 3}`. */
async function countEnds(): Promise<Record<string, number>> {
  const events = await listEvents(database.pool, { limit: 10_000 });
  const groups = Map.groupBy(events, ({ state, reason }) => `${state} ${reason ?? ''}`.trim());
  return Object.fromEntries([...groups].map(([words, rows]) => [words, rows.length]));
}
const openKeys = async (): Promise<string[]> =>
  (await listHeld(database.pool, { limit: 100 })).map(({ kind, key }) =>
    kind === 'event-kind' ? key : kind,
  );

it('dismissing a kind of events dismisses every held event of that kind and no other', async () => {
  await holdKind('ONTASKADD', 2_500);
  await holdKind('ONTASKADDED', 2);
  await holdUnreadable();
  await dismissHeld({ database }, { keys: ['ONTASKADD'], kind: 'event-kind' }, actor);
  expect(await countEnds()).toEqual({
    'done dismissed': 2_500,
    'held unknown-event': 2,
    'held unreadable-event': 1,
  });
  expect(await openKeys()).toEqual(['inbound-event', 'ONTASKADDED']);
});

it('releasing a kind of events sets those events going and leaves the others to their holds', async () => {
  await holdKind('ONTASKADD', 3);
  await holdUnreadable();
  await releaseHeld({ database, ringer }, { keys: ['ONTASKADD'] }, actor);
  expect(await countEnds()).toEqual({ received: 3, 'held unreadable-event': 1 });
  expect(await openKeys()).toEqual(['inbound-event']);
});

it.each([
  ['a state', { state: 'held' }],
  ['a source', { source: 'bitrix24' }],
  ['a period', { since: new Date(0) }],
] as const)('replaying by %s closes the holds of what is replayed', async (_what, selection) => {
  await holdKind('ONTASKADD', 3);
  await holdUnreadable();
  await replayEvents({ database, ringer }, selection, actor);
  expect(await countEnds()).toEqual({ received: 4 });
  expect(await openKeys()).toEqual([]);
});

it('replaying some events of a kind leaves its hold to the rest', async () => {
  await holdKind('ONTASKADD', 3);
  await holdKind('ONLEADADD', 1);
  const [newest, second] = await listEvents(database.pool, { limit: 2 });
  const ids = [newest?.id ?? '', second?.id ?? ''];
  await replayEvents({ database, ringer }, { ids }, actor);
  expect(await countEnds()).toEqual({ received: 2, 'held unknown-event': 2 });
  expect(await openKeys()).toEqual(['ONTASKADD']);
});
