import { readFileSync } from 'node:fs';
import { workerVariables } from '@ponte/worker/env';
import { expect, test } from 'vitest';
import { toEnvExample } from '../src/env-example.ts';

test('.env.example names every variable that an app reads, as the apps describe it', () => {
  const file = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  expect(file, 'run: npm run env:example').toBe(toEnvExample());
});

test('the page about connecting 1C names every variable of the exchange', () => {
  const page = readFileSync(new URL('../../../docs/onec/README.md', import.meta.url), 'utf8');
  const names = workerVariables
    .map(({ name }) => name)
    .filter((name) => /^(?:ONEC|SYNC)_/.test(name));
  expect(names.filter((name) => !page.includes(`| \`${name}\``))).toEqual([]);
  expect(page).toContain('ponte -- doctor');
});
