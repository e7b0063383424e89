import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = dirname(fileURLToPath(import.meta.url));

/** Every package that a file reaches by values, through our own files. */
function packagesBehind(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  const text = readFileSync(join(SRC, file), 'utf8');
  for (const [, name = ''] of text.matchAll(
    /^(?:import|export)\s(?!type\b)[^;]*?from '([^']+)'/gm,
  )) {
    if (!name.startsWith('.')) packages.add(name);
    else for (const one of packagesBehind(join(dirname(file), name), seen)) packages.add(one);
  }
  return packages;
}

test.each([
  ['bitrix24/webhook.ts', ['node:buffer', 'node:crypto']],
  ['bitrix24/env.ts', ['zod']],
  ['bitrix24/model.ts', ['zod']],
  ['bling/webhook.ts', ['node:buffer', 'node:crypto']],
  ['bling/env.ts', ['zod']],
  ['isales/env.ts', []],
  ['isales/model.ts', ['zod']],
  ['fieldcontrol/env.ts', []],
  ['fieldcontrol/model.ts', []],
  ['fieldcontrol/webhook.ts', ['node:buffer', 'node:crypto']],
  ['geo/env.ts', []],
  ['geo/model.ts', []],
  ['telegram/env.ts', ['zod']],
  ['telegram/model.ts', ['zod']],
  ['env-slice.ts', []],
  ['http/vendor-error.ts', []],
])('behind %s there is no HTTP client, only %j', (file, expected) => {
  expect([...packagesBehind(file)].sort()).toEqual(expected);
});
