import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toEnvExample } from '../src/env-example.ts';

test('.env.example names every variable that an app reads, as the apps describe it', () => {
  const file = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  expect(file, 'run: npm run env:example').toBe(toEnvExample());
});
