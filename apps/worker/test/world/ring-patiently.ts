import { expect } from 'vitest';

/**
 * Rings until it is heard: a machine that is busy with other tests may not answer a producer within
 * its two seconds.
 */
export async function ringPatiently(ring: () => Promise<unknown>): Promise<void> {
  await expect.poll(async () => (await Promise.allSettled([ring()]))[0].status).toBe('fulfilled');
}
