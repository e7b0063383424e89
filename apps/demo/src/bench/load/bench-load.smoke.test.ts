import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

interface Report {
  figures: Record<string, { unit: string; ours: number; baseline?: number }>;
  gates: Record<string, { ratio: number; gate: number; pass: boolean }>;
}

test('the load bench reads the same deals on both sides, counts nothing, and ends with one JSON object', async () => {
  const child = spawn(process.execPath, ['--expose-gc', main, 'load', '--quick', '--json']);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  // 2 would be a wrong result; how fast a thousand deals are says little.
  expect(code, err).toBeLessThanOrEqual(1);
  const { figures, gates } = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Report;
  expect(Object.keys(gates)).toEqual(['load']);
  expect(gates['load']?.gate).toBe(8);
  expect(figures['load.counts']).toMatchObject({ ours: 0 });
  expect(figures['load.requests']?.baseline).toBeGreaterThan(20);
  expect(figures['load.requests']?.ours).toBeLessThan(6);
  expect(figures['load.throttled']?.ours).toBeGreaterThan(0);
});
