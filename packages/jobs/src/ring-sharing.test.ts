import { expect, it } from 'vitest';
import { createRingSharing } from './ring-sharing.ts';

it('sends one ring and one behind it, with the newest wish, however many ask', async () => {
  const sharing = createRingSharing<number>();
  const sent: number[] = [];
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const ring = (n: number) => async (): Promise<number> => {
    await gates[sent.push(n) - 1]?.promise;
    return n;
  };
  const all = [1, 2, 3, 4].map((n) => sharing.share('key', ring(n)));
  const other = sharing.share('other', async () => 9);
  expect(sent).toEqual([1]);
  expect(await other).toBe(9);
  gates.forEach((gate) => gate.resolve());
  expect(await Promise.all(all)).toEqual([1, 4, 4, 4]);
  expect(sent).toEqual([1, 4]);
});

it('sends the ring behind a failed one, and forgets the key when all is through', async () => {
  const sharing = createRingSharing<string>();
  const failing = sharing.share('key', () => Promise.reject(new Error('away')));
  const next = sharing.share('key', async () => 'rung');
  await expect(failing).rejects.toThrow('away');
  expect(await next).toBe('rung');
  await sharing.settle();
  expect(await sharing.share('key', async () => 'again')).toBe('again');
});
