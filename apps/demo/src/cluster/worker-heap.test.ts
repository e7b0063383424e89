import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { workerHeap } from './worker-heap.ts';

test('a worker in a container has the heap of one that npm start starts', () => {
  const compose = readFileSync(new URL('../../../../docker-compose.yml', import.meta.url), 'utf8');
  const command = ['node', ...workerHeap, 'apps/worker/src/main.ts'];
  // However the file is broken into lines.
  expect(compose).toMatch(
    new RegExp(String.raw`command:\s+\[${command.map((word) => `'${word}'`).join(', ')}\]`),
  );
});
