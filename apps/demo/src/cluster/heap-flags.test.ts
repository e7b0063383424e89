import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { heapFlags } from './heap-flags.ts';

test.each(['api', 'worker'] as const)(
  'the %s in a container has the heap of one that npm start starts',
  (app) => {
    const compose = readFileSync(
      new URL('../../../../docker-compose.yml', import.meta.url),
      'utf8',
    );
    const command = ['node', ...heapFlags[app], `apps/${app}/src/main.ts`];
    // However the file is broken into lines.
    expect(compose).toMatch(
      new RegExp(String.raw`command:\s+\[${command.map((word) => `'${word}'`).join(', ')}\]`),
    );
  },
);
