import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { apiVariables, readApiEnv } from './env.ts';

const GOOD = { DATABASE_URL: 'postgresql://ponte@localhost/ponte' };

function problemsOf(env: Record<string, string>): readonly string[] {
  const reading = readApiEnv(env);
  return 'problems' in reading ? reading.problems : [];
}

it('a database is all that it needs', () => {
  expect(readApiEnv(GOOD)).toMatchObject({
    env: { host: '127.0.0.1', port: 3000, timeZone: 'UTC', bitrix24: { enabled: false } },
  });
});

it('every problem is told at once, with the purpose and without the value', () => {
  const problems = problemsOf({
    SERVER_PORT: 'eighty',
    PUBLIC_URL: 'bridge.example.com',
    COMPANY_TIME_ZONE: 'Sao Paulo',
    LOG_LEVEL: 'loud',
    ENCRYPTION_KEY: 'hunter2',
    TRUST_PROXY: 'everybody!',
    BITRIX24_DOMAIN: 'https://x',
  });
  const all = problems.join('\n');
  for (const name of [
    'DATABASE_URL',
    'SERVER_PORT',
    'PUBLIC_URL',
    'COMPANY_TIME_ZONE',
    'LOG_LEVEL',
    'ENCRYPTION_KEY',
    'TRUST_PROXY',
    'BITRIX24_DOMAIN',
    'BITRIX24_APPLICATION_TOKEN',
  ]) {
    expect(all).toContain(name);
  }
  expect(problems.every((problem) => problem.includes('It is '))).toBe(true);
  expect(all).not.toContain('hunter2');
});

it('a secret may lie in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ponte-env-'));
  const file = join(folder, 'database');
  writeFileSync(file, `${GOOD.DATABASE_URL}\n`);
  expect(readApiEnv({ DATABASE_URL_FILE: file })).toMatchObject({
    env: { databaseUrl: GOOD.DATABASE_URL },
  });
  expect(problemsOf({ DATABASE_URL_FILE: `${file}.gone` }).join()).toContain('cannot be read');
  expect(problemsOf({ ...GOOD, DATABASE_URL_FILE: file }).join()).toContain('both set');
  rmSync(folder, { recursive: true });
});

it('time is scaled for portals on this machine only', () => {
  const scaled = {
    ...GOOD,
    PONTE_TIME_SCALE: '60',
    BITRIX24_APPLICATION_TOKEN: 'a token of tests',
  };
  expect(problemsOf({ ...scaled, BITRIX24_DOMAIN: '127.0.0.1:8080' })).toEqual([]);
  expect(problemsOf({ ...scaled, BITRIX24_DOMAIN: 'x.bitrix24.com' }).join()).toContain(
    'PONTE_TIME_SCALE',
  );
});

it('each variable is named once', () => {
  const names = apiVariables.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
