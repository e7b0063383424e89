import { expect, it } from 'vitest';
import { CLOSE_LOOK, DONE, keyed, vendorError, type World } from './contract.world.ts';
import { inspect, pauseQueue, resumeQueue, retryFailed } from './queues.ts';

/** What the people who look after the queues can do, on every store. */
export function describeOperators(getWorld: () => World): void {
  it('retries a failed job with fresh attempts, and never beside a newer one of its key', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    let isBroken = true;
    await work({
      keyed: async () => {
        if (isBroken) throw vendorError('rejected');
        return DONE;
      },
    });
    await ringer.ring(specs.keyed, keyed('7'));
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ failed: 1 }]);
    const failedId = runs.ended[0]?.queueJobId ?? '';
    isBroken = false;
    await pauseQueue(backend, slug);
    await ringer.ring(specs.keyed, keyed('7', 2));
    await retryFailed(backend, slug, failedId);
    expect(await retryFailed(backend, slug, failedId)).toBeUndefined();
    expect(await inspect(backend, [slug])).toMatchObject([{ failed: 0, waiting: 1, paused: true }]);
    await resumeQueue(backend, slug);
    await expect.poll(() => runs.ended.at(-1)?.state, CLOSE_LOOK).toBe('done');
    expect(runs.ended).toHaveLength(2);
  });

  it('runs nothing of a paused queue, and everything after', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    await pauseQueue(backend, slug);
    await pauseQueue(backend, slug);
    await work({});
    await ringer.ring(specs.plain, { n: 1 });
    expect(await inspect(backend, [slug])).toMatchObject([
      { paused: true, waiting: 1, workers: 1 },
    ]);
    expect(runs.ended).toHaveLength(0);
    await resumeQueue(backend, slug);
    await resumeQueue(backend, slug);
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(1);
  });

  it('makes the queue as paused as the rows say', async () => {
    const { ringer, specs, runs, work, backend, slug } = getWorld();
    let isPaused = true;
    await work({}, { isPaused: () => isPaused });
    await expect.poll(() => inspect(backend, [slug]), CLOSE_LOOK).toMatchObject([{ paused: true }]);
    await ringer.ring(specs.plain, { n: 1 });
    isPaused = false;
    await expect.poll(() => runs.ended, CLOSE_LOOK).toHaveLength(1);
  });
}
