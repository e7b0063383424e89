import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { createClock, type Clock } from '@ponte/clock';
import { createLogger } from '@ponte/logging';
import { defineJob, type Catalogue, type JsonObject } from './define.ts';
import type { Ringer, RingTrace } from './ring.ts';
import { createScheduler, toNextDue, type ScheduleRow, type ScheduleStore } from './schedules.ts';
import { QueueUnreachable } from './unreachable.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const retry = { attempts: 1, firstDelayMs: 1, maxDelayMs: 1 };

const toSpec = (name: `${string}.${string}`, cron: string, zone: string) =>
  defineJob({
    name,
    payload: z.object({ account: z.string() }),
    retry,
    schedule: { cron, zone, payload: { account: 'default' } },
  });

interface MemoryStore extends ScheduleStore {
  readonly rows: Map<string, ScheduleRow>;
  /** Ids of jobs whose run is written down. */
  readonly ran: Set<string>;
  /** As after the death of whoever has a claim, and some time. */
  letClaimsExpire(): void;
}

/** Rows in memory; the claim is one step, as one SQL statement is. */
function createMemoryStore(): MemoryStore {
  const rows = new Map<string, ScheduleRow>();
  const ran = new Set<string>();
  const claimed = new Set<string>();
  const find = (job: string, due: Date): ScheduleRow | undefined => {
    const row = rows.get(job);
    return row?.nextDue.getTime() === due.getTime() ? row : undefined;
  };
  return {
    rows,
    ran,
    letClaimsExpire: () => claimed.clear(),
    list: async () => [...rows.values()].map((row) => ({ ...row })),
    save: async (row) => {
      const { lastTickAt = null } = rows.get(row.job) ?? {};
      rows.set(row.job, { ...row, lastTickAt, claims: 0 });
    },
    remove: async (job) => void rows.delete(job),
    claimTick: async (job, due) => {
      const row = find(job, due);
      if (row === undefined || claimed.has(job)) return undefined;
      claimed.add(job);
      rows.set(job, { ...row, claims: row.claims + 1 });
      return row.claims + 1;
    },
    releaseTick: async (job) => void claimed.delete(job),
    endTick: async (job, due, nextDue) => {
      const row = find(job, due);
      if (row === undefined) return;
      claimed.delete(job);
      rows.set(job, { ...row, nextDue, lastTickAt: due, claims: 0 });
    },
    hasRun: async ({ queueJobId }) => ran.has(queueJobId),
  };
}

/** A clock that a test moves. */
function createHandClock(start: string): Clock & { set(time: string): void } {
  let nowMs = Date.parse(start);
  return {
    ...createClock(),
    now: () => new Date(nowMs),
    nowMs: () => nowMs,
    set: (time) => {
      nowMs = Date.parse(time);
    },
  };
}

function createWorld(catalogue: Catalogue, start: string) {
  const store = createMemoryStore();
  const clock = createHandClock(start);
  const rung: [string, JsonObject][] = [];
  const words: (string | undefined)[] = [];
  const state = { isAway: false, trace: 'unknown' as RingTrace['state'] };
  const ringer: Ringer = {
    ring: async (spec, payload, options) => {
      if (state.isAway) throw new QueueUnreachable('away');
      rung.push([spec.name, payload]);
      words.push(options?.onceAs);
      return 'rung';
    },
    trace: async (_spec, _payload, onceAs) => {
      if (state.isAway) throw new QueueUnreachable('away');
      return { queueJobId: onceAs, state: state.trace };
    },
    close: async () => undefined,
  };
  const make = (jobs: Catalogue, rows: ScheduleStore = store) =>
    createScheduler({
      ...{ catalogue: jobs, store: rows, ringer, clock, logger },
      companyZone: 'America/Sao_Paulo',
    });
  return { store, clock, rung, words, state, make, scheduler: make(catalogue) };
}

describe('schedules', () => {
  const nightly = toSpec('reports.send-digest', '30 7 * * *', 'company');

  it('makes the rows equal to the catalogue: adds, recomputes what changed, removes strangers', async () => {
    const other = toSpec('alerts.look-round', '*/5 * * * *', 'UTC');
    const { store, scheduler, make } = createWorld([nightly, other], '2026-11-22T12:00:00Z');
    await scheduler.sync();
    expect([...store.rows.values()].map((row) => [row.job, row.zone, row.nextDue])).toEqual([
      ['reports.send-digest', 'America/Sao_Paulo', new Date('2026-11-23T10:30:00Z')],
      ['alerts.look-round', 'UTC', new Date('2026-11-22T12:05:00Z')],
    ]);
    await make([toSpec('reports.send-digest', '0 8 * * *', 'company')]).sync();
    expect([...store.rows.values()].map((row) => [row.job, row.nextDue])).toEqual([
      ['reports.send-digest', new Date('2026-11-23T11:00:00Z')],
    ]);
  });

  it('leaves an unchanged schedule its due time, also one that is overdue', async () => {
    const { store, clock, scheduler } = createWorld([nightly], '2026-11-22T12:00:00Z');
    await scheduler.sync();
    clock.set('2026-11-25T12:00:00Z');
    await scheduler.sync();
    expect(store.rows.get(nightly.name)?.nextDue).toEqual(new Date('2026-11-23T10:30:00Z'));
  });

  it('rings a due job once, with its payload, and not before', async () => {
    const { clock, rung, scheduler } = createWorld([nightly], '2026-11-22T12:00:00Z');
    await scheduler.sync();
    clock.set('2026-11-23T10:29:59Z');
    expect(await scheduler.tick()).toBe(0);
    clock.set('2026-11-23T10:30:00Z');
    expect(await scheduler.tick()).toBe(1);
    expect(await scheduler.tick()).toBe(0);
    expect(rung).toEqual([['reports.send-digest', { account: 'default' }]]);
  });

  it('rings once after any number of missed ticks, and then keeps its hours', async () => {
    const { store, clock, rung, scheduler } = createWorld([nightly], '2026-11-22T12:00:00Z');
    await scheduler.sync();
    clock.set('2026-12-05T09:00:00Z');
    await scheduler.tick();
    expect(rung).toHaveLength(1);
    expect(store.rows.get(nightly.name)).toMatchObject({
      nextDue: new Date('2026-12-05T10:30:00Z'),
      lastTickAt: new Date('2026-11-23T10:30:00Z'),
    });
  });

  it('rings a tick once although ten processes look at the same moment', async () => {
    const { clock, rung, make, scheduler } = createWorld([nightly], '2026-11-22T12:00:00Z');
    await scheduler.sync();
    clock.set('2026-11-23T10:30:00Z');
    await Promise.all(Array.from({ length: 10 }, () => make([nightly]).tick()));
    expect(rung).toHaveLength(1);
  });

  it('hands a tick back that could not be rung, so that it is rung when the queue is there', async () => {
    const { clock, rung, state, scheduler } = createWorld([nightly], '2026-11-22T12:00:00Z');
    await scheduler.sync();
    clock.set('2026-11-23T10:30:00Z');
    state.isAway = true;
    expect(await scheduler.tick()).toBe(0);
    state.isAway = false;
    expect(await scheduler.tick()).toBe(1);
    expect(rung).toHaveLength(1);
  });

  describe('when a process dies with a tick in its hand', () => {
    const DUE = '2026-11-23T10:30:00.000Z';
    const never = new Promise<never>(() => undefined);

    /** A tick is due; one process claims it and dies at `step`. */
    async function dieAt(step: 'ring' | 'endTick') {
      const world = createWorld([nightly], '2026-11-22T12:00:00Z');
      await world.scheduler.sync();
      world.clock.set(DUE);
      if (step === 'ring') {
        await world.store.claimTick(nightly.name, new Date(DUE), 1);
      } else {
        void world.make([nightly], { ...world.store, endTick: () => never }).tick();
        await expect.poll(() => world.rung).toHaveLength(1);
      }
      world.clock.set('2026-11-23T10:37:11Z');
      return world;
    }

    it('leaves the tick alone until the claim is over', async () => {
      const { store, rung, scheduler } = await dieAt('endTick');
      expect(await scheduler.tick()).toBe(0);
      expect(rung).toHaveLength(1);
      expect(store.rows.get(nightly.name)).toMatchObject({
        nextDue: new Date(DUE),
        lastTickAt: null,
      });
    });

    it('rings the tick that was not rung yet, under its own name', async () => {
      const { store, words, scheduler } = await dieAt('ring');
      store.letClaimsExpire();
      expect(await scheduler.tick()).toBe(1);
      expect(words).toEqual([DUE]);
      expect(store.rows.get(nightly.name)?.lastTickAt).toEqual(new Date(DUE));
    });

    it('does not ring again what has run already and is gone from the queue', async () => {
      const { store, rung, scheduler } = await dieAt('endTick');
      store.ran.add(DUE);
      store.letClaimsExpire();
      expect(await scheduler.tick()).toBe(0);
      expect(rung).toHaveLength(1);
      expect(store.rows.get(nightly.name)).toMatchObject({
        nextDue: new Date('2026-11-24T10:30:00Z'),
        lastTickAt: new Date(DUE),
        claims: 0,
      });
    });

    it('waits for what is still in the queue, and lets the tick be when it has run', async () => {
      const { store, state, rung, scheduler } = await dieAt('endTick');
      store.letClaimsExpire();
      state.trace = 'unfinished';
      expect(await scheduler.tick()).toBe(0);
      expect(store.rows.get(nightly.name)?.nextDue).toEqual(new Date(DUE));
      state.trace = 'unknown';
      store.ran.add(DUE);
      await scheduler.tick();
      expect(rung).toHaveLength(1);
      expect(store.rows.get(nightly.name)?.lastTickAt).toEqual(new Date(DUE));
    });

    it('rings again what the queue has lost before it ran', async () => {
      const { store, words, scheduler } = await dieAt('endTick');
      store.letClaimsExpire();
      expect(await scheduler.tick()).toBe(1);
      expect(words).toEqual([DUE, DUE]);
    });
  });

  it('does not ring twice when the queue took a ring and its answer was lost', async () => {
    const { store, clock, rung, state, scheduler } = createWorld([nightly], '2026-11-22T12:00:00Z');
    await scheduler.sync();
    clock.set('2026-11-23T10:30:00Z');
    state.isAway = true;
    await scheduler.tick();
    state.isAway = false;
    store.ran.add('2026-11-23T10:30:00.000Z');
    expect(await scheduler.tick()).toBe(0);
    expect(rung).toEqual([]);
  });

  it('ticks by itself on a clock that runs a thousand times faster', async () => {
    const store = createMemoryStore();
    const clock = createClock({ scale: 1_000 });
    const rung: Date[] = [];
    const ringer: Ringer = {
      ring: async () => {
        rung.push(clock.now());
        return 'rung';
      },
      trace: async (_spec, _payload, queueJobId) => ({ queueJobId, state: 'unknown' }),
      close: async () => undefined,
    };
    const catalogue = [toSpec('alerts.look-round', '* * * * *', 'UTC')];
    const tools = { catalogue, store, ringer, clock, logger, companyZone: 'UTC' };
    const scheduler = createScheduler(tools);
    await scheduler.sync();
    scheduler.start();
    await expect.poll(() => rung.length).toBeGreaterThanOrEqual(3);
    await scheduler.stop();
  });
});

describe('the next due time', () => {
  const dues = (cron: string, zone: string, after: string, count: number): string[] => {
    const found: Date[] = [];
    for (let at = new Date(after); found.length < count;) {
      at = toNextDue(cron, zone, at);
      found.push(at);
    }
    return found.map((due) => due.toISOString().slice(0, 16));
  };

  it.each([
    {
      says: 'Kyiv, summer time begins: the hour that is left out comes at the change',
      ...{ cron: '30 3 * * *', zone: 'Europe/Kyiv', after: '2026-03-27T12:00:00Z' },
      due: ['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30'],
    },
    {
      says: 'Kyiv, summer time ends: the hour that comes twice rings once',
      ...{ cron: '30 3 * * *', zone: 'Europe/Kyiv', after: '2026-10-24T12:00:00Z' },
      due: ['2026-10-25T00:30', '2026-10-26T01:30'],
    },
    {
      says: 'Kyiv, summer time ends: every hour stays every hour',
      ...{ cron: '0 * * * *', zone: 'Europe/Kyiv', after: '2026-10-24T22:30:00Z' },
      due: ['2026-10-24T23:00', '2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00'],
    },
    {
      says: 'São Paulo, the old summer time began at midnight',
      ...{ cron: '0 0 * * *', zone: 'America/Sao_Paulo', after: '2018-11-03T12:00:00Z' },
      due: ['2018-11-04T03:00', '2018-11-05T02:00'],
    },
    {
      says: 'São Paulo, the old summer time ended at midnight: 23:30 came twice',
      ...{ cron: '30 23 * * *', zone: 'America/Sao_Paulo', after: '2019-02-16T12:00:00Z' },
      due: ['2019-02-17T01:30', '2019-02-18T02:30'],
    },
    {
      says: 'São Paulo today has no summer time',
      ...{ cron: '0 7 * * *', zone: 'America/Sao_Paulo', after: '2026-11-22T12:00:00Z' },
      due: ['2026-11-23T10:00', '2026-11-24T10:00'],
    },
    {
      says: 'Almaty went from +6 to +5 for good in March 2024',
      ...{ cron: '30 23 * * *', zone: 'Asia/Almaty', after: '2024-02-28T18:00:00Z' },
      due: ['2024-02-29T17:30', '2024-03-01T18:30'],
    },
  ])('$says', ({ cron, zone, after, due }) => {
    expect(dues(cron, zone, after, due.length)).toEqual(due);
  });

  it('refuses a pattern that never comes or cannot be read', () => {
    expect(() => toNextDue('0 0 30 2 *', 'UTC', new Date())).toThrow(/never comes/);
    expect(() => toNextDue('every day', 'UTC', new Date())).toThrow();
    expect(() => toNextDue('0 0 * * *', 'Mars/Olympus', new Date())).toThrow();
  });
});
