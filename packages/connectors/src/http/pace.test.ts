import { expect, test } from 'vitest';
import { createPace } from './pace.ts';

// Moments are taken before the first request: whatever makes a busy machine late only adds to them.

test('requests that come at once leave at the distance, in the order in which they came', async () => {
  const started = performance.now();
  const pace = createPace({ leastMs: 30, arrivalMs: 20, graceMs: 150 });
  const left: number[] = [];
  const leave = async (name: number): Promise<void> => {
    const arrived = await pace.next();
    left.push(name);
    arrived();
  };
  await Promise.all([1, 2, 3, 4].map(leave));
  expect(left).toEqual([1, 2, 3, 4]);
  expect(performance.now() - started).toBeGreaterThanOrEqual(3 * 30 - 2);
});

test('a rest holds everybody, also whoever waits already', async () => {
  const pace = createPace({ leastMs: 5, arrivalMs: 4, graceMs: 150 });
  (await pace.next())();
  const started = performance.now();
  const waiting = pace.next();
  pace.rest(60);
  await waiting;
  expect(performance.now() - started).toBeGreaterThanOrEqual(58);
});

test('a late answer pushes the next request back, a missing one only a little', async () => {
  const started = performance.now();
  const pace = createPace({ leastMs: 25, arrivalMs: 20, graceMs: 150 });
  const arrived = await pace.next();
  setTimeout(arrived, 30);
  await pace.next();
  expect(performance.now() - started).toBeGreaterThanOrEqual(30 + 20 - 2);
  await pace.next();
  expect(performance.now() - started).toBeGreaterThanOrEqual(50 + 150 + 20 - 3);
});

test('whoever gives up makes room', async () => {
  const pace = createPace({ leastMs: 10, arrivalMs: 8, graceMs: 150 });
  (await pace.next())();
  const gone = new AbortController();
  const [first, second] = [pace.next(gone.signal), pace.next()];
  gone.abort();
  await expect(first).rejects.toThrow();
  await second;
});
