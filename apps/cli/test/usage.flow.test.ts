import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { createDatabase, dropDatabase } from '@ponte/servers/test-database';
import { runPonte, runPonteProcess } from './world/run-ponte.ts';

const AWAY = { DATABASE_URL: 'postgresql://ponte:canary-password@127.0.0.1:1/ponte' };

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

test('every problem of the environment is told at once, with its purpose and without its value', async () => {
  const { code, stdout, stderr } = await runPonteProcess(['runs'], {
    env: {
      REDIS_URL: 'canary-redis',
      COMPANY_TIME_ZONE: 'Mars/Olympus',
      BITRIX24_WEBHOOK_URL: 'https://portal.example/canary-webhook',
      BITRIX24_DOMAIN: 'portal.example',
    },
  });
  expect(code).toBe(2);
  expect(stdout).toBe('');
  for (const name of [
    ...['DATABASE_URL is missing. It is the PostgreSQL database', 'REDIS_URL must begin'],
    ...[
      'COMPANY_TIME_ZONE is not',
      'BITRIX24_WEBHOOK_URL must',
      'BITRIX24_APPLICATION_TOKEN is missing',
    ],
  ]) {
    expect(stderr).toContain(name);
  }
  expect(stderr).not.toContain('canary');
});

test('PostgreSQL away is one sentence without the password, and exit 6', async () => {
  const { code, stdout, stderr } = await runPonte(['held', 'list'], { env: AWAY });
  expect([code, stdout]).toEqual([6, '']);
  expect(stderr.trim().split('\n')).toEqual([
    'PostgreSQL at 127.0.0.1:1/ponte does not answer (ECONNREFUSED). Start it, or correct DATABASE_URL.',
  ]);
});

test('with --json the failure is a JSON document too', async () => {
  const { code, stderr } = await runPonteProcess(['status', '--json'], { env: AWAY });
  expect(code).toBe(6);
  expect(JSON.parse(stderr)).toMatchObject({ error: { exitCode: 6 } });
});

test('a database without tables says which command makes them, and that command does', async () => {
  const url = await createDatabase(inject('postgresUrl'));
  const env = { DATABASE_URL: url };
  try {
    const before = await runPonte(['held', 'list'], { env });
    expect(before).toMatchObject({ code: 5, stderr: expect.stringContaining('ponte migrate') });
    const pending = await runPonte(['migrate', '--dry-run', '--json'], { env });
    const { pending: names } = pending.json<{ pending: string[] }>();
    expect(names.length).toBeGreaterThan(0);
    const made = await runPonte(['migrate', '--json'], { env });
    expect(made.json()).toEqual({ applied: names });
    const again = await runPonte(['migrate'], { env });
    expect(again).toMatchObject({ code: 0, stdout: 'The database is up to date.\n' });
  } finally {
    await dropDatabase(inject('postgresUrl'), url);
  }
});

test('a stranger command is answered with the one that was meant', async () => {
  const env = { DATABASE_URL: database.url };
  const doctor = await runPonte(['doctr'], { env });
  expect(doctor).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean doctor?'),
  });
  const release = await runPonte(['held', 'relase', '4'], { env });
  expect(release).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean release?'),
  });
  const runs = await runPonte(['runs', 'shwo'], { env });
  expect(runs).toMatchObject({ code: 2, stderr: expect.stringContaining('list, show') });
  const state = await runPonte(['runs', '--state', 'broken'], { env });
  expect(state).toMatchObject({ code: 2, stderr: expect.stringContaining('failed') });
});

test('help shows examples and the exit codes without any environment', async () => {
  const help = await runPonteProcess(['--help'], { env: {} });
  expect(help.code).toBe(0);
  expect(help.stdout).toMatch(/Examples:[^]*Exit codes:[^]*130 {2}interrupted/);
  const release = await runPonteProcess(['held', 'release', '--help'], { env: {} });
  expect(release.stdout).toMatch(/--dry-run[^]*--json[^]*Examples:/);
  const version = await runPonteProcess(['--version'], { env: {} });
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
