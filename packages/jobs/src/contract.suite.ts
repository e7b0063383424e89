import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobContext } from './define.ts';
import { findJob, inspect } from './queues.ts';
import type { RingTrace } from './ring.ts';
import { describeOperators } from './contract.operators.suite.ts';
import { describeSleepers } from './contract.sleepers.suite.ts';
import {
  CLOSE_LOOK,
  createWorld,
  DONE,
  keyed,
  vendorError,
  type Address,
  type World,
} from './contract.world.ts';

/** What every store of queues must keep. One place, so that no backend is promised less. */
export function describeContract(label: string, getAddress: () => Address): void {
  describe(`jobs on ${label}`, () => {
    let world: World;
    beforeEach(() => {
      world = createWorld(getAddress());
    });
    afterEach(() => world.close());

    describeRinging(() => world);
    describeSleepers(() => world);
    describeFates(() => world);
    describeRuns(() => world);
    describeOperators(() => world);
  });
}

function describeRinging(getWorld: () => World): void {
  it('runs a rung job once and records one run', async () => {
    const { ringer, specs, runs, work } = getWorld();
    await work({
      plain: async () => ({ outcome: 'done', keys: ['deal:1'], counts: { stored: 1 } }),
    });
    expect(await ringer.ring(specs.plain, { n: 1 })).toBe('rung');
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(1);
    expect(runs.begun).toHaveLength(1);
    expect(runs.ended[0]).toMatchObject({
      ...runs.begun[0],
      state: 'done',
      attempt: 1,
      keys: ['deal:1'],
      counts: { stored: 1 },
      nextAt: null,
    });
  });

  it('runs a second change of an entity whose first change is through', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    await work({});
    await ringer.ring(specs.keyed, keyed('7', 1));
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(1);
    // A run is written down a moment before its job leaves the queue.
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ active: 0 }]);
    await ringer.ring(specs.keyed, keyed('7', 2));
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(2);
    expect(runs.ended.map((run) => run.payload['version'])).toEqual([1, 2]);
  });

  it('never loses a change that comes in the moment in which a run ends', async () => {
    const { ringer, specs, runs, work } = getWorld();
    await work({});
    await ringer.ring(specs.keyed, keyed('7', 1));
    for (let version = 2; version <= 40; version += 1) {
      await expect.poll(() => runs.ended.at(-1)?.payload['version'], CLOSE_LOOK).toBe(version - 1);
      await ringer.ring(specs.keyed, keyed('7', version));
    }
    await expect.poll(() => runs.ended.at(-1)?.payload['version'], CLOSE_LOOK).toBe(40);
  });

  it('runs once more, with the last payload and never beside itself, for changes during a run', async () => {
    const { ringer, specs, runs, work } = getWorld();
    const gate = Promise.withResolvers<void>();
    let atOnce = 0;
    let mostAtOnce = 0;
    await work({
      keyed: async () => {
        mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
        await gate.promise;
        atOnce -= 1;
        return DONE;
      },
    });
    await ringer.ring(specs.keyed, keyed('7', 1));
    await expect.poll(() => atOnce, CLOSE_LOOK).toBe(1);
    const later = Array.from({ length: 1_000 }, (_, i) =>
      ringer.ring(specs.keyed, keyed('7', i + 2)),
    );
    expect(new Set(await Promise.all(later))).toEqual(new Set(['coalesced']));
    gate.resolve();
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(2);
    expect(runs.ended.map((run) => run.payload['version'])).toEqual([1, 1_001]);
    expect(mostAtOnce).toBe(1);
  });

  it('gives a job that still waits the payload of the last ring', async () => {
    const { ringer, specs, runs, work } = getWorld();
    await ringer.ring(specs.keyed, keyed('7', 1));
    expect(await ringer.ring(specs.keyed, keyed('7', 2))).toBe('coalesced');
    await work({});
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(1);
    expect(runs.ended[0]?.payload).toEqual(keyed('7', 2));
  });

  it('takes vendor ids that are integers, hold colons or letters of any script as keys', async () => {
    const { ringer, specs, runs, work } = getWorld();
    await work({});
    for (const id of ['123', '0', 'deal:1:2', 'сделка №5', '{x}']) {
      await ringer.ring(specs.keyed, keyed(id));
    }
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(5);
  });

  it('refuses a payload that does not fit and says where', async () => {
    const { ringer, specs } = getWorld();
    const wrong = { n: 'many' } as unknown as { n: number };
    await expect(ringer.ring(specs.plain, wrong)).rejects.toThrow(/do-plain is wrong: n:/);
  });

  it('rings the same word only once', async () => {
    const { ringer, specs, runs, work } = getWorld();
    await Promise.all(
      [1, 2, 3].map(() => ringer.ring(specs.plain, { n: 1 }, { onceAs: 'tick 5' })),
    );
    await ringer.ring(specs.plain, { n: 2 }, { onceAs: 'tick 6' });
    await work({});
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(2);
  });

  it('knows what became of a ring with a word, before it, until its run has ended and after', async () => {
    const { ringer, specs, runs, work } = getWorld();
    const isOver = async (ring: () => Promise<RingTrace>): Promise<boolean> =>
      (await ring()).state !== 'unfinished';
    const plain = () => ringer.trace(specs.plain, { n: 1 }, 'tick 5');
    const coalescing = () => ringer.trace(specs.keyed, keyed('7'), 'tick 5');
    expect([(await plain()).state, (await coalescing()).state]).toEqual(['unknown', 'unknown']);
    await ringer.ring(specs.plain, { n: 1 }, { onceAs: 'tick 5' });
    await ringer.ring(specs.keyed, keyed('7'));
    expect(await ringer.ring(specs.keyed, keyed('7'), { onceAs: 'tick 5' })).toBe('coalesced');
    expect([await isOver(plain), await isOver(coalescing)]).toEqual([false, false]);
    await work({});
    await expect.poll(() => isOver(plain), CLOSE_LOOK).toBe(true);
    await expect.poll(() => isOver(coalescing), CLOSE_LOOK).toBe(true);
    const queueJobIds = runs.ended.map((run) => run.queueJobId);
    expect(queueJobIds).toContain((await plain()).queueJobId);
  });

  it('lets a job that a person waits for go first', async () => {
    const { ringer, specs, runs, work } = getWorld();
    for (const n of [1, 2, 3]) await ringer.ring(specs.plain, { n });
    await ringer.ring(specs.urgent, { n: 4 });
    await work({}, { concurrency: 1 });
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(4);
    expect(runs.ended.map((run) => run.payload['n'])).toEqual([4, 1, 2, 3]);
  });
}

function describeFates(getWorld: () => World): void {
  it('repeats a failing job by its policy, then keeps it as failed', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    await work({
      plain: async () => {
        throw vendorError('unavailable', { code: 'E503' });
      },
    });
    await ringer.ring(specs.plain, { n: 1 });
    await expect.poll(() => runs.ended.at(-1)?.state, CLOSE_LOOK).toBe('failed');
    expect(runs.ended.map((run) => run.attempt)).toEqual([1, 2, 3]);
    expect(runs.ended.map((run) => run.state)).toEqual(['waiting', 'waiting', 'failed']);
    expect(runs.ended[0]).toMatchObject({ errorKind: 'unavailable', errorCode: 'E503' });
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ failed: 1 }]);
  });

  it('sleeps as long as the vendor says, without using an attempt or a slot', async () => {
    const { ringer, specs, runs, work } = getWorld();
    let refusals = 5;
    await work(
      {
        keyed: async () => {
          if (refusals-- <= 0) return DONE;
          throw vendorError('rate_limited', { retryAt: new Date(Date.now() + 100) });
        },
      },
      { concurrency: 1 },
    );
    await ringer.ring(specs.keyed, keyed('7'));
    await ringer.ring(specs.plain, { n: 1 });
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(7);
    const limited = runs.ended.filter((run) => run.payload['id'] === '7');
    expect(limited.map((run) => run.attempt)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(limited.map((run) => run.state)).toEqual([...Array<string>(5).fill('waiting'), 'done']);
    expect(limited[0]?.nextAt).not.toBeNull();
  });

  it('lets no ring wake a job before the vendor said so', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    await work({
      keyed: async () => {
        throw vendorError('rate_limited', { retryAt: new Date(Date.now() + 600_000) });
      },
    });
    await ringer.ring(specs.keyed, keyed('7'));
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ delayed: 1 }]);
    expect(await ringer.ring(specs.keyed, keyed('7'))).toBe('coalesced');
    expect(runs.ended).toHaveLength(1);
    expect(await inspect(backend, [slug])).toMatchObject([{ delayed: 1, waiting: 0, active: 0 }]);
  });

  it('runs a job again when its handler asks for it, without using an attempt', async () => {
    const { ringer, specs, runs, work } = getWorld();
    let calls = 0;
    await work({
      plain: async () => ((calls += 1) < 5 ? { outcome: 'skipped', againInMs: 30 } : DONE),
    });
    await ringer.ring(specs.plain, { n: 1 });
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(5);
    expect(runs.ended.map((run) => run.attempt)).toEqual([1, 1, 1, 1, 1]);
    expect(runs.ended.at(-1)?.state).toBe('done');
  });

  it.each(['rejected', 'not_found', 'auth_revoked'])('fails at once when %s', async (kind) => {
    const { ringer, specs, runs, work } = getWorld();
    const revoked: string[] = [];
    await work(
      {
        plain: async () => {
          throw vendorError(kind);
        },
      },
      { onRevoked: (run) => revoked.push(run.id) },
    );
    await ringer.ring(specs.plain, { n: 1 });
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(1);
    expect(runs.ended[0]).toMatchObject({ state: 'failed', reason: kind, errorKind: kind });
    expect(revoked).toHaveLength(kind === 'auth_revoked' ? 1 : 0);
  });

  it('survives handlers that throw before their first await or throw no error at all', async () => {
    const { ringer, specs, runs, work } = getWorld();
    const throws: unknown[] = ['a word', undefined];
    const nothing: unknown = null;
    await work({
      plain: () => {
        throw throws.shift();
      },
      keyed: async () => {
        throw nothing;
      },
    });
    await ringer.ring(specs.plain, { n: 1 });
    await ringer.ring(specs.keyed, keyed('7'));
    const failed = (): number => runs.ended.filter((run) => run.state === 'failed').length;
    await expect.poll(failed, CLOSE_LOOK).toBe(2);
    expect(runs.ended).toHaveLength(6);
  });

  it('gives up a handler that never returns and tells it to stop', async () => {
    const { ringer, specs, runs, work } = getWorld();
    const signals: AbortSignal[] = [];
    await work(
      {
        plain: (_payload: never, context: JobContext) => {
          signals.push(context.signal);
          return new Promise(() => undefined);
        },
      },
      { timeLimitMs: 50 },
    );
    await ringer.ring(specs.plain, { n: 1 });
    await expect.poll(() => runs.ended.at(-1)?.state, CLOSE_LOOK).toBe('failed');
    expect(runs.ended.at(-1)).toMatchObject({ reason: 'handler-overdue', attempt: 3 });
    expect(signals.every((signal) => signal.aborted)).toBe(true);
  });

  it('keeps a bad payload as failed, at once and with the reason', async () => {
    const { specs, runs, work, backend, slug } = getWorld();
    const queue = await backend.queue(slug);
    const job = await queue.add(specs.plain.name, { n: 'many' }, { attempts: 3 });
    await work({});
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(1);
    expect(runs.ended[0]).toMatchObject({ state: 'failed', reason: 'bad-payload' });
    await expect
      .poll(() => findJob(backend, slug, job.id ?? ''), CLOSE_LOOK)
      .toMatchObject({ state: 'failed', failedReason: expect.stringContaining('n: ') as string });
  });

  it('leaves a job that only a newer release knows in its queue', async () => {
    const { runs, work, backend, slug } = getWorld();
    await (await backend.queue(slug)).add(`${slug}.do-tomorrow`, { n: 1 }, { attempts: 3 });
    await work({});
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(1);
    expect(runs.ended[0]).toMatchObject({ state: 'waiting', reason: 'unknown-job' });
    await expect
      .poll(() => inspect(backend, [slug]), CLOSE_LOOK)
      .toMatchObject([{ delayed: 1, failed: 0 }]);
  });
}

function describeRuns(getWorld: () => World): void {
  it('runs a job again whose end could not be recorded', async () => {
    const { ringer, specs, runs, work } = getWorld();
    runs.failNext = 1;
    await work({});
    await ringer.ring(specs.plain, { n: 1 });
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(1);
    expect(runs.begun.map((run) => run.attempt)).toEqual([1, 2]);
  });

  it('drains: running handlers end, stubborn ones go back without using an attempt', async () => {
    const { ringer, specs, runs, work } = getWorld();
    const seen: string[] = [];
    const first = await work({
      plain: async (_payload: never, context: JobContext) => {
        seen.push('obedient');
        await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
        return DONE;
      },
      keyed: () => {
        seen.push('stubborn');
        return new Promise(() => undefined);
      },
    });
    await ringer.ring(specs.plain, { n: 1 });
    await ringer.ring(specs.keyed, keyed('7'));
    await expect.poll(() => seen, CLOSE_LOOK).toHaveLength(2);
    await first.close({ deadlineMs: 1_500 });
    expect(runs.ended.map((run) => run.state).toSorted()).toEqual(['done', 'waiting']);
    await work({});
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(3);
    expect(runs.ended.at(-1)).toMatchObject({ state: 'done', attempt: 1 });
  });
}
