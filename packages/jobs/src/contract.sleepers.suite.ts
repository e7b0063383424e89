import { expect, it } from 'vitest';
import { CLOSE_LOOK, DONE, keyed, vendorError, type World } from './contract.world.ts';
import { inspect } from './queues.ts';

/** What rings do to jobs that sleep, or are about to, on every store. */
export function describeSleepers(getWorld: () => World): void {
  it('wakes a job that sleeps long, and leaves a short spacing alone', async () => {
    const { ringer, specs, runs, work } = getWorld();
    await ringer.ring(specs.keyed, keyed('long'), { delayMs: 600_000 });
    await ringer.ring(specs.keyed, keyed('short'), { delayMs: 900 });
    expect(await ringer.ring(specs.keyed, keyed('short'))).toBe('coalesced');
    expect(await ringer.ring(specs.keyed, keyed('long'))).toBe('woken');
    await work({});
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(2);
    expect(new Set(runs.ended.map((run) => run.payload['id']))).toEqual(new Set(['long', 'short']));
  });

  it('wakes a job that waits for its next attempt', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    let calls = 0;
    await work({
      patient: async () => {
        if ((calls += 1) === 1) throw vendorError('unavailable');
        return DONE;
      },
    });
    await ringer.ring(specs.patient, keyed('7'));
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ delayed: 1 }]);
    expect(await ringer.ring(specs.patient, keyed('7'))).toBe('woken');
    await expect.poll(() => runs.ended.at(-1)?.state, CLOSE_LOOK).toBe('done');
    expect(runs.ended.map((run) => run.attempt)).toEqual([1, 2]);
  });

  it('runs at once again a job that goes to sleep and was rung while it ran, with the last payload', async () => {
    const { ringer, specs, runs, work } = getWorld();
    const gate = Promise.withResolvers<void>();
    const begun: number[] = [];
    await work({
      keyed: async ({ version }: { version: number }) => {
        begun.push(version);
        if (begun.length > 1) return DONE;
        await gate.promise;
        return { outcome: 'done', againInMs: 600_000 };
      },
    });
    await ringer.ring(specs.keyed, keyed('7', 1));
    await expect.poll(() => begun, CLOSE_LOOK).toEqual([1]);
    expect(await ringer.ring(specs.keyed, keyed('7', 2))).toBe('coalesced');
    expect(await ringer.ring(specs.keyed, keyed('7', 3))).toBe('coalesced');
    gate.resolve();
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(2);
    expect(begun).toEqual([1, 3]);
  });

  it('lets a job sleep again that was rung once while it ran', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    const gate = Promise.withResolvers<void>();
    await work({
      keyed: async () => {
        await gate.promise;
        return { outcome: 'done', againInMs: 600_000 };
      },
    });
    await ringer.ring(specs.keyed, keyed('7'));
    await expect.poll(() => runs.begun, CLOSE_LOOK).toHaveLength(1);
    await ringer.ring(specs.keyed, keyed('7'));
    gate.resolve();
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(2);
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ delayed: 1 }]);
    expect(runs.begun).toHaveLength(2);
  });

  it('lets a job sleep that nobody rang but to make sure', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    const gate = Promise.withResolvers<void>();
    await work({
      keyed: async () => {
        await gate.promise;
        return { outcome: 'done', againInMs: 600_000 };
      },
    });
    const makeSure = () => ringer.ring(specs.keyed, keyed('7'), { mayWake: false });
    expect(await makeSure()).toBe('rung');
    await expect.poll(() => runs.begun, CLOSE_LOOK).toHaveLength(1);
    expect(await makeSure()).toBe('coalesced');
    gate.resolve();
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ delayed: 1 }]);
    expect(await makeSure()).toBe('coalesced');
    expect(runs.begun).toHaveLength(1);
    expect(await inspect(backend, [slug])).toMatchObject([{ delayed: 1, waiting: 0, active: 0 }]);
  });

  it('leaves a ring where it is kept for a run that is under way', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    const gate = Promise.withResolvers<void>();
    await work({
      keyed: async () => {
        await gate.promise;
        return DONE;
      },
    });
    await ringer.ring(specs.keyed, keyed('7', 1));
    await expect.poll(() => runs.begun, CLOSE_LOOK).toHaveLength(1);
    await ringer.ring(specs.keyed, keyed('7', 2));
    expect(await backend.takeKeptRing(slug, `${specs.keyed.name}/7`)).toBe(undefined);
    gate.resolve();
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(2);
    expect(runs.ended.map((run) => run.payload['version'])).toEqual([1, 2]);
  });

  it('lets a job that waits for its vendor wait, whoever rang while it ran', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    const gate = Promise.withResolvers<void>();
    await work({
      keyed: async () => {
        await gate.promise;
        return { outcome: 'waiting', reason: 'unavailable', againInMs: 600_000 };
      },
    });
    await ringer.ring(specs.keyed, keyed('7'));
    await expect.poll(() => runs.begun, CLOSE_LOOK).toHaveLength(1);
    await ringer.ring(specs.keyed, keyed('7'));
    gate.resolve();
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ delayed: 1 }]);
    expect(runs.begun).toHaveLength(1);
    expect(await ringer.ring(specs.keyed, keyed('7'))).toBe('woken');
  });

  it('lets no ring that came during a run wake the job before the vendor said so', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    const gate = Promise.withResolvers<void>();
    await work({
      keyed: async () => {
        await gate.promise;
        throw vendorError('rate_limited', { retryAt: new Date(Date.now() + 600_000) });
      },
    });
    await ringer.ring(specs.keyed, keyed('7', 1));
    await expect.poll(() => runs.begun, CLOSE_LOOK).toHaveLength(1);
    expect(await ringer.ring(specs.keyed, keyed('7', 2))).toBe('coalesced');
    gate.resolve();
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ delayed: 1 }]);
    expect(await ringer.ring(specs.keyed, keyed('7', 3))).toBe('coalesced');
    expect(runs.begun).toHaveLength(1);
    expect(await inspect(backend, [slug])).toMatchObject([{ delayed: 1, waiting: 0, active: 0 }]);
  });
}
