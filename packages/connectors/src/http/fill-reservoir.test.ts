import Bottleneck from 'bottleneck';
import { afterEach, expect, test } from 'vitest';
import { fillReservoir } from './fill-reservoir.ts';

const RATE = { amount: 1, intervalMs: 10, vendorSecond: 2 };
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function fill(maximum: number): { limiter: Bottleneck; stop: () => void } {
  const limiter = new Bottleneck({ reservoir: 0 });
  const stop = fillReservoir(limiter, { ...RATE, maximum }, (thrown) => {
    throw thrown;
  });
  ends.push(stop);
  return { limiter, stop };
}

/** Keeps every timer of this process from firing. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('a beat that comes late brings everything that is due', async () => {
  const { limiter } = fill(1_000);
  block(300);
  await expect.poll(() => limiter.currentReservoir()).toBeGreaterThan(0);
  expect(await limiter.currentReservoir()).toBeGreaterThanOrEqual(30);
});

test('never more is given than the time that has passed allows, nor more than fits', async () => {
  const startedAt = performance.now();
  const { limiter, stop } = fill(40);
  for (let look = 0; look < 20; look += 1) {
    const level = (await limiter.currentReservoir()) ?? Number.NaN;
    const passedMs = performance.now() - startedAt;
    expect(level).toBeLessThanOrEqual(passedMs / RATE.intervalMs);
  }
  await expect.poll(() => limiter.currentReservoir()).toBe(40);
  stop();
});
