import { expect, it } from 'vitest';
import { createBatchRings } from './ring-batches.ts';

interface Ring {
  end: () => void;
  fail: () => void;
}

function setUp(): {
  rings: ReturnType<typeof createBatchRings>;
  started: Ring[];
  advance: (ms: number) => void;
  failures: unknown[];
} {
  let now = 1_000;
  const started: Ring[] = [];
  const failures: unknown[] = [];
  const rings = createBatchRings({
    ring: ({ source }) =>
      source === 'bling'
        ? undefined
        : new Promise((resolve, reject) => {
            started.push({ end: () => resolve('rung'), fail: () => reject(new Error('away')) });
          }),
    spacingMs: 20,
    quietMs: 2_000,
    nowMs: () => now,
    onFailed: (error) => failures.push(error),
  });
  return { rings, started, failures, advance: (ms) => (now += ms) };
}

const batch = [{ source: 'bitrix24', account: 'default' }];
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('batches that come while a ring is under way share one that follows', async () => {
  const { rings, started } = setUp();
  for (let at = 0; at < 10; at += 1) rings.onCommitted(batch);
  expect(started).toHaveLength(1);
  started[0]?.end();
  await expect.poll(() => started.length).toBe(2);
  started[1]?.end();
  await rings.flush();
  expect(started).toHaveLength(2);
});

it('batches close behind a ring wait for its spacing, or for the end', async () => {
  const { rings, started } = setUp();
  rings.onCommitted(batch);
  started[0]?.end();
  await settle();
  rings.onCommitted(batch);
  expect(started).toHaveLength(1);
  void rings.flush();
  expect(started).toHaveLength(2);
});

it('the end waits for the ring under way and for the one that follows it', async () => {
  const { rings, started } = setUp();
  rings.onCommitted(batch);
  rings.onCommitted(batch);
  const flushed = rings.flush();
  started[0]?.end();
  await expect.poll(() => started.length).toBe(2);
  started[1]?.end();
  await flushed;
});

it('each account has its own bell, a source without a job has none', () => {
  const { rings, started } = setUp();
  rings.onCommitted([
    ...batch,
    { source: 'bitrix24', account: 'branch' },
    { source: 'bling', account: 'default' },
  ]);
  expect(started).toHaveLength(2);
});

it('after a failed ring the bells rest for a while', async () => {
  const { rings, started, advance, failures } = setUp();
  rings.onCommitted(batch);
  started[0]?.fail();
  await settle();
  rings.onCommitted(batch);
  expect(started).toHaveLength(1);
  expect([rings.failed, failures.length]).toEqual([1, 1]);
  advance(2_000);
  rings.onCommitted(batch);
  expect(started).toHaveLength(2);
});
