import { expect, it } from 'vitest';
import { CLOSE_LOOK, DONE, keyed, vendorError, type World } from './contract.world.ts';
import type { JobEnding } from './define.ts';
import { inspect } from './queues.ts';
import type { RingOptions, RingOutcome } from './ring.ts';

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
    const { ringer, specs, runs } = getWorld();
    const { letGo } = await startRun(getWorld(), () => (runs.begun.length > 1 ? DONE : SLEEPS));
    expect(await ringer.ring(specs.keyed, keyed('7', 2))).toBe('coalesced');
    expect(await ringer.ring(specs.keyed, keyed('7', 3))).toBe('coalesced');
    letGo();
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(2);
    expect(runs.begun.map((run) => run.payload['version'])).toEqual([1, 3]);
  });

  it('lets a job sleep again that was rung once while it ran', async () => {
    const { ringer, specs, runs, backend, slug } = getWorld();
    const { letGo } = await startRun(getWorld(), () => SLEEPS);
    await ringer.ring(specs.keyed, keyed('7'));
    letGo();
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(2);
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ delayed: 1 }]);
    expect(runs.begun).toHaveLength(2);
  });

  it('lets a job sleep that nobody rang but to make sure', async () => {
    const { ringer, specs, runs, backend, slug } = getWorld();
    const quietly = { mayWake: false };
    const { outcome, letGo } = await startRun(getWorld(), () => SLEEPS, quietly);
    expect(outcome).toBe('rung');
    expect(await ringer.ring(specs.keyed, keyed('7'), quietly)).toBe('coalesced');
    letGo();
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ delayed: 1 }]);
    expect(await ringer.ring(specs.keyed, keyed('7'), quietly)).toBe('coalesced');
    expect(runs.begun).toHaveLength(1);
    expect(await inspect(backend, [slug])).toMatchObject([{ delayed: 1, waiting: 0, active: 0 }]);
  });

  it('leaves a ring where it is kept for a run that is under way', async () => {
    const { ringer, specs, runs, backend, slug } = getWorld();
    const { letGo } = await startRun(getWorld(), () => DONE);
    await ringer.ring(specs.keyed, keyed('7', 2));
    expect(await backend.takeKeptRing(slug, `${specs.keyed.name}/7`)).toBe(undefined);
    letGo();
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(2);
    expect(runs.ended.map((run) => run.payload['version'])).toEqual([1, 2]);
  });

  it('lets a job that waits for its vendor wait, whoever rang while it ran', async () => {
    const { ringer, specs, runs, backend, slug } = getWorld();
    const waits = { ...SLEEPS, outcome: 'waiting', reason: 'unavailable' } as const;
    const { letGo } = await startRun(getWorld(), () => waits);
    await ringer.ring(specs.keyed, keyed('7'));
    letGo();
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ delayed: 1 }]);
    expect(runs.begun).toHaveLength(1);
    expect(await ringer.ring(specs.keyed, keyed('7'))).toBe('woken');
  });

  it('lets no ring that came during a run wake the job before the vendor said so', async () => {
    const { ringer, specs, runs, backend, slug } = getWorld();
    const { letGo } = await startRun(getWorld(), () => {
      throw vendorError('rate_limited', { retryAt: new Date(Date.now() + 600_000) });
    });
    expect(await ringer.ring(specs.keyed, keyed('7', 2))).toBe('coalesced');
    letGo();
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ delayed: 1 }]);
    expect(await ringer.ring(specs.keyed, keyed('7', 3))).toBe('coalesced');
    expect(runs.begun).toHaveLength(1);
    expect(await inspect(backend, [slug])).toMatchObject([{ delayed: 1, waiting: 0, active: 0 }]);
  });
}

const SLEEPS: JobEnding = { outcome: 'done', againInMs: 600_000 };

/** A job that is under way: what is rung until it is let go comes during its run, which ends as told. */
async function startRun(
  { ringer, specs, runs, work }: World,
  end: () => JobEnding,
  options: RingOptions = {},
): Promise<{ outcome: RingOutcome; letGo: () => void }> {
  const gate = Promise.withResolvers<void>();
  await work({
    keyed: async () => {
      await gate.promise;
      return end();
    },
  });
  const outcome = await ringer.ring(specs.keyed, keyed('7', 1), options);
  await expect.poll(() => runs.begun, CLOSE_LOOK).toHaveLength(1);
  return { outcome, letGo: gate.resolve };
}
