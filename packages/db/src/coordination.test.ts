import { randomUUID } from 'node:crypto';
import { createClock } from '@ponte/clock';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { inTransaction } from './client.ts';
import { saveDictionaries } from './dictionaries.ts';
import { countHeld, holdRecords, listHeld, releaseHeld } from './held.ts';
import { acquireLease, endLease, findLease, renewLease } from './leases.ts';
import { listPendingMigrations, migrate } from './migrate.ts';
import { findPause, pauseIntegration, resumeIntegration } from './pauses.ts';
import { closeOrphanRuns, createRunRecorder, findRun, listRuns, listTrouble } from './runs.ts';
import { createScheduleStore } from './schedules.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';
import { awaitTurn } from './turns.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

test('migrating a current database does nothing, and nothing is pending', async () => {
  expect(await migrate(database.url)).toEqual([]);
  expect(await listPendingMigrations(database.url)).toEqual([]);
});

test('a transaction that throws leaves nothing', async () => {
  const work = inTransaction(database.pool, async (sql) => {
    await sql.query(`INSERT INTO dirty (account, kind, vendor_id) VALUES ('t', 'deal', '1')`);
    throw new Error('in the middle');
  });
  await expect(work).rejects.toThrow('in the middle');
  const { rows } = await database.pool.query(`SELECT 1 FROM dirty WHERE account = 't'`);
  expect(rows).toEqual([]);
});

test('a lease has one owner; a change of owner raises the fencing number', async () => {
  const lease = { name: 'bitrix24:default', ttlMs: 60_000 };
  const first = await acquireLease(database.pool, { ...lease, owner: 'one' });
  expect(first).toMatchObject({ state: 'held', fence: '1' });
  expect(await acquireLease(database.pool, { ...lease, owner: 'two' })).toMatchObject({
    state: 'taken',
    owner: 'one',
  });
  expect(await renewLease(database.pool, { ...lease, owner: 'two' })).toBe(false);
  await endLease(database.pool, { name: lease.name, owner: 'one' });
  expect(await findLease(database.pool, lease.name)).toBeUndefined();
  expect(await acquireLease(database.pool, { ...lease, owner: 'two' })).toMatchObject({
    fence: '2',
  });
  expect(
    await acquireLease(database.pool, { ...lease, owner: 'three', deadOwner: 'two' }),
  ).toMatchObject({ state: 'held', fence: '3' });
});

test('of many that ask for a free lease at once exactly one gets it', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      acquireLease(database.pool, { name: 'race', owner: `w${n}`, ttlMs: 60_000 }),
    ),
  );
  expect(answers.filter(({ state }) => state === 'held')).toHaveLength(1);
});

describe('a tick', () => {
  const due = new Date('2026-11-22T03:00:00Z');
  const next = new Date('2026-11-23T03:00:00Z');
  const row = { job: 'a.b', cron: '0 3 * * *', zone: 'UTC', payload: {}, nextDue: due };
  const MINUTE_MS = 60_000;
  const list = () => createScheduleStore(database.pool).list();
  /** As after the death of whoever has the claim, and some time. */
  const letClaimExpire = () =>
    database.pool.query(`UPDATE schedule SET claimed_until = now() - interval '1 second'`);

  test('belongs to the one process that claims it, and keeps its name until it was rung', async () => {
    const store = createScheduleStore(database.pool);
    await store.save(row);
    const claims = await Promise.all([1, 2, 3].map(() => store.claimTick('a.b', due, MINUTE_MS)));
    expect(claims.filter((claim) => claim !== undefined)).toEqual([1]);
    expect(await list()).toMatchObject([{ nextDue: due, lastTickAt: null, claims: 1 }]);
    await letClaimExpire();
    expect(await store.claimTick('a.b', due, MINUTE_MS)).toBe(2);
    await store.releaseTick('a.b', due, 1);
    expect(await store.claimTick('a.b', due, MINUTE_MS)).toBeUndefined();
    await store.releaseTick('a.b', due, 2);
    expect(await store.claimTick('a.b', due, MINUTE_MS)).toBe(3);
    await store.endTick('a.b', due, next);
    expect(await list()).toMatchObject([{ nextDue: next, lastTickAt: due, claims: 0 }]);
    expect(await store.claimTick('a.b', due, MINUTE_MS)).toBeUndefined();
  });

  test('loses its claim only when the schedule means another time', async () => {
    const store = createScheduleStore(database.pool);
    await store.save(row);
    await store.claimTick('a.b', due, MINUTE_MS);
    await store.save({ ...row, payload: { account: 'other' } });
    expect(await list()).toMatchObject([{ claims: 1, payload: { account: 'other' } }]);
    await store.save({ ...row, nextDue: next });
    expect(await list()).toMatchObject([{ claims: 0, nextDue: next }]);
    await store.endTick('a.b', due, new Date());
    expect(await list()).toMatchObject([{ nextDue: next }]);
  });

  test('is covered by a run that ended since it was due, or by its own job', async () => {
    const store = createScheduleStore(database.pool);
    const runs = createRunRecorder(database.pool, { worker: 'w' });
    const tick = { job: 'a.tick', account: 'default', queueJobId: 'o-1', due: new Date() };
    const run = { ...runEnd(randomUUID(), 'done', 'a.tick'), keys: [] };
    const early = { ...run, startedAt: new Date(Date.now() - 3_600_000) };
    await runs.finished(early);
    expect(await store.hasRun(tick)).toBe(false);
    expect(await store.hasRun({ ...tick, queueJobId: early.queueJobId })).toBe(true);
    await runs.finished({ ...run, id: randomUUID(), startedAt: tick.due });
    expect(await store.hasRun(tick)).toBe(true);
    expect(await store.hasRun({ ...tick, account: null })).toBe(false);
  });
});

test('a record is held once however often it fails, and released with the name of who did it', async () => {
  const hold = { integration: 'bitrix24-deals', account: 'a', kind: 'deal', key: '7' };
  await holdRecords(database.pool, [{ ...hold, reason: 'first', detail: 'x' }]);
  await holdRecords(database.pool, [{ ...hold, reason: 'second', detail: 'y' }]);
  expect(await countHeld(database.pool)).toMatchObject([{ reason: 'second', count: 1 }]);
  expect(
    await releaseHeld(database.pool, { integration: hold.integration, keys: ['7'], by: 'maria' }),
  ).toMatchObject([{ key: '7', releasedBy: 'maria' }]);
  expect(await listHeld(database.pool, { limit: 10 })).toEqual([]);
  expect(await listHeld(database.pool, { isOpen: false, limit: 10 })).toHaveLength(1);
});

test('a pause ends by its own time or by a person', async () => {
  const since = new Date('2026-11-22T10:00:00Z');
  const until = new Date('2026-11-22T11:00:00Z');
  const pause = { integration: 'x', reason: 'maintenance', by: 'maria', since, until };
  await pauseIntegration(database.pool, pause);
  expect(await findPause(database.pool, 'x', since)).toMatchObject({ reason: 'maintenance' });
  expect(await findPause(database.pool, 'x', until)).toBeUndefined();
  expect(await resumeIntegration(database.pool, 'x')).toBe(true);
  expect(await resumeIntegration(database.pool, 'x')).toBe(false);
});

function runStart(
  id: string,
  job = 'a.work',
): Parameters<ReturnType<typeof createRunRecorder>['started']>[0] {
  return {
    id,
    job,
    integration: 'a',
    account: 'default',
    attempt: 1,
    payload: { account: 'default' },
    queueJobId: 'q-1',
    startedAt: new Date(),
  };
}

function runEnd(
  id: string,
  state: 'done' | 'failed',
  job?: string,
): Parameters<ReturnType<typeof createRunRecorder>['finished']>[0] {
  return {
    ...runStart(id, job),
    state,
    reason: state === 'failed' ? 'unavailable' : null,
    message: null,
    errorKind: null,
    errorCode: null,
    keys: ['deal:7', 'deal:8'],
    counts: { stored: 2 },
    finishedAt: new Date(),
    nextAt: null,
  };
}

test('a run is one row, found by any of its keys', async () => {
  const runs = createRunRecorder(database.pool, { worker: 'w' });
  const id = randomUUID();
  runs.started(runStart(id));
  await runs.finished(runEnd(id, 'done'));
  expect(await listRuns(database.pool, { key: 'deal:8' })).toMatchObject([
    { id, state: 'done', counts: { stored: 2 }, keys: ['deal:7', 'deal:8'] },
  ]);
});

test('a run that lasts is seen while it runs, and closed when its worker is gone', async () => {
  const runs = createRunRecorder(database.pool, { worker: 'gone' });
  const id = randomUUID();
  runs.started(runStart(id));
  await expect.poll(() => findRun(database.pool, id)).toMatchObject({ state: 'running' });
  expect(await closeOrphanRuns(database.pool, ['another'])).toBe(1);
  expect(await findRun(database.pool, id)).toMatchObject({
    state: 'waiting',
    reason: 'worker-died',
  });
});

test('trouble is what no later success has overtaken', async () => {
  const runs = createRunRecorder(database.pool, { worker: 'w' });
  await runs.finished(runEnd(randomUUID(), 'failed', 'b.once'));
  await runs.finished(runEnd(randomUUID(), 'failed', 'b.healed'));
  await runs.finished(runEnd(randomUUID(), 'done', 'b.healed'));
  const jobs = (await listTrouble(database.pool, { limit: 10 })).map(({ job }) => job);
  expect(jobs).toContain('b.once');
  expect(jobs).not.toContain('b.healed');
});

test('turns of one stream keep their distance, and a clock set back does not stop them', async () => {
  const clock = createClock({ scale: 100 });
  const signal = new AbortController().signal;
  const turn = { integration: 'i', account: 'a', stream: 'drain', spacingMs: 750, signal };
  const takeTurn = async (): Promise<number> => {
    await awaitTurn(database.pool, { ...turn, clock });
    const { position } = await database.prisma.checkpoint.findFirstOrThrow();
    return (position as { beganAt: number }).beganAt;
  };
  const first = await takeTurn();
  expect((await takeTurn()) - first).toBeGreaterThan(750);
  await awaitTurn(database.pool, { ...turn, clock: createClock({ originMs: 0 }) });
});

test('names that a full read no longer brings vanish, and deals still show them', async () => {
  const entry = { kind: 'stage', sort: 1, attributes: {} };
  const field = { code: 'UF_1', type: 'enumeration', label: 'L', isMultiple: true };
  const read = {
    account: 'a',
    kinds: ['stage'],
    fields: [{ ...field, isCustom: true, isReadOnly: false }],
  };
  await saveDictionaries(database.pool, {
    ...read,
    entries: [
      { ...entry, code: 'NEW', name: 'New' },
      { ...entry, code: 'OLD', name: 'Old' },
    ],
    readAt: new Date('2026-11-22T10:00:00Z'),
  });
  await saveDictionaries(database.pool, {
    ...read,
    entries: [{ ...entry, code: 'NEW', name: 'Renamed' }],
    readAt: new Date('2026-11-22T11:00:00Z'),
  });
  const rows = await database.prisma.dictionaryEntry.findMany({ orderBy: { code: 'asc' } });
  expect(rows.map(({ name, vanishedAt }) => [name, vanishedAt !== null])).toEqual([
    ['Renamed', false],
    ['Old', true],
  ]);
});

describe('runs that several commits write at once', () => {
  test('an end stays when its beginning comes after it', async () => {
    const run = runEnd(randomUUID(), 'done');
    const early = createRunRecorder(database.pool, { worker: 'w' });
    await early.finished(run);
    const late = createRunRecorder(database.pool, { worker: 'w' });
    const beside = runStart(randomUUID());
    late.started(run);
    late.started(beside);
    const stateOf = async (id: string) => (await findRun(database.pool, id))?.state;
    await expect.poll(() => stateOf(beside.id)).toBe('running');
    await late.close();
    expect(await stateOf(run.id)).toBe('done');
  });

  test('two that write the same runs in opposite order do not block each other', async () => {
    const recorders = [1, 2].map(() => createRunRecorder(database.pool, { worker: 'w' }));
    for (let round = 0; round < 8; round += 1) {
      const ids = Array.from({ length: 500 }, () => randomUUID());
      const writes = recorders.flatMap((recorder, at) =>
        (at === 0 ? ids : ids.toReversed()).map((id) => recorder.finished(runEnd(id, 'done'))),
      );
      const ends = await Promise.allSettled(writes);
      expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
    }
  });
});
