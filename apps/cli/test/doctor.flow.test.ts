import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { acquireLease, endLease } from '@ponte/db/leases';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import {
  startBitrix24Fake,
  startFieldcontrolFake,
  startIsalesFake,
  startOnecFake,
  startTelegramFake,
  type Bitrix24Fake,
} from '@ponte/fakes/start';
import { findRedisServer, REDIS_MISSING, startRedis } from '@ponte/servers/redis';
import { createDatabase, dropDatabase } from '@ponte/servers/test-database';
import { openControl } from './world/portal-control.ts';
import { runPonte } from './world/run-ponte.ts';

const CANARY = 'canarysecret123456';

let database: TestDatabase;
let portal: Bitrix24Fake;
let env: Record<string, string>;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  portal = await startBitrix24Fake({
    ...{ seed: 1, scenario: { deals: 1 }, webhook: { user: '1', secret: CANARY } },
  });
  env = {
    DATABASE_URL: database.url.replace('postgres@', `postgres:${CANARY}@`),
    BITRIX24_WEBHOOK_URL: portal.webhookUrl,
    BITRIX24_DOMAIN: portal.domain,
    BITRIX24_APPLICATION_TOKEN: CANARY,
    ENCRYPTION_KEY: `k1:${Buffer.alloc(32, CANARY).toString('base64')}`,
    PUBLIC_URL: 'https://bridge.example/ponte',
  };
});
afterAll(async () => {
  await portal.stop();
  await database.remove();
});

interface Report {
  isWell: boolean;
  checks: { area: string; state: string; next: string | null }[];
}

/** `area state` of every line. */
function toStates({ checks }: Report): string[] {
  return checks.map(({ area, state }) => `${area} ${state}`);
}

test('everything is looked at, the portal by a worker of its own, and no secret is in the report', async () => {
  const { code, stdout, stderr } = await runPonte(['doctor'], { env });
  expect(stdout).toMatch(/ok +postgresql +127\.0\.0\.1:\d+\/t_\w+: version \d+/);
  expect(stdout).toMatch(/ok +bitrix24:default +answers; 2 scopes work/);
  expect(stdout).toMatch(/ok +encryption +the key "k1"/);
  expect(stdout).toMatch(/warn +worker +none is alive/);
  expect(stdout).toContain('All is well');
  expect(code).toBe(0);
  expect(stderr).toContain('No worker runs');
  for (const secret of [CANARY, env['ENCRYPTION_KEY'] ?? '']) {
    expect(stdout + stderr).not.toContain(secret);
  }
});

test('base and bot are asked too, and a set that the base does not publish is named', async () => {
  const base = await startOnecFake({ scenario: 'empty' });
  const telegram = await startTelegramFake();
  const all = {
    ...env,
    ...{ ONEC_BASE_URL: base.url, ONEC_USERNAME: base.username, ONEC_PASSWORD: base.password },
    ...{ TELEGRAM_BOT_TOKEN: telegram.botToken, TELEGRAM_API_URL: telegram.url },
  };
  try {
    const well = await runPonte(['doctor'], { env: all });
    expect(well.stdout).toMatch(/ok +bitrix24:default +answers/);
    expect(well.stdout).toMatch(/ok +onec:default +answers; \d+ sets work/);
    expect(well.stdout).toMatch(/ok +telegram:default +answers; The bot is @ponte_sandbox_bot\./);
    expect(well.code).toBe(0);
    const control = openControl(base.control);
    await control.act('set-composition', { without: ['Catalog_Склады'] });
    await openControl(telegram.control).act('revoke-token');
    const { code, stdout } = await runPonte(['doctor'], { env: all });
    expect(stdout).toMatch(/FAIL +onec:default +Catalog_Склады is not published/);
    expect(stdout).toMatch(/FAIL +telegram:default +.*@BotFather/);
    expect(code).toBe(6);
    for (const secret of [telegram.botToken, base.password]) expect(stdout).not.toContain(secret);
  } finally {
    await Promise.all([base.stop(), telegram.stop()]);
  }
});

test('board and FieldControl are asked too, and a column without a known service is named', async () => {
  const [board, field] = await Promise.all([startIsalesFake(), startFieldcontrolFake()]);
  const all = {
    ...env,
    ...{ ISALES_BASE_URL: board.url, ISALES_API_TOKEN: board.apiToken },
    ...{ ISALES_FUNIL_ID: String(board.funilId) },
    ...{ FIELDCONTROL_BASE_URL: field.url, FIELDCONTROL_API_KEY: field.apiKey },
  };
  try {
    const well = await runPonte(['doctor'], { env: all });
    expect(well.stdout).toMatch(/ok +isales:default +answers; The board shows \d+ cards?\./);
    expect(well.stdout).toMatch(/ok +fieldcontrol:default +answers; Each column has its service\./);
    const columns = { 17840: { status: 'ativo', service: 'MTIzNDU2Ojk5OTk5', prefix: 'Nova' } };
    const set = ['settings', 'set', 'isales-fieldcontrol', 'columns', JSON.stringify(columns)];
    expect((await runPonte(set, { env: all })).code).toBe(0);
    const { code, stdout } = await runPonte(['doctor'], { env: all });
    expect(stdout).toMatch(/FAIL +fieldcontrol:default +Column 17840 has a service that/);
    expect(code).toBe(1);
    const elsewhere = { ...all, ISALES_FUNIL_ID: String(board.funilId + 1) };
    const empty = await runPonte(['doctor'], { env: elsewhere });
    expect(empty.stdout).toMatch(/FAIL +isales:default +The board shows no card: compare ISALES_/);
    expect(empty.code).toBe(1);
    for (const secret of [board.apiToken, field.apiKey]) expect(stdout).not.toContain(secret);
  } finally {
    await Promise.all([board.stop(), field.stop()]);
  }
});

test('a vendor that is not configured is skipped with what to set', async () => {
  const asked = await runPonte(['doctor', '--json'], { env });
  const { checks } = asked.json<Report & { checks: { text: string }[] }>();
  expect(checks).toContainEqual(
    expect.objectContaining({
      ...{ area: 'onec:default', state: 'skipped' },
      text: 'not configured: ONEC_BASE_URL is not set here',
    }),
  );
});

test('a portal that refuses is a problem with the next step, and exit 6', async () => {
  const control = openControl(portal.control);
  await control.fault('invalid-credentials');
  try {
    const { code, stdout, json } = await runPonte(['doctor', '--json'], { env });
    const report = json<Report>();
    expect(code).toBe(6);
    expect(report.isWell).toBe(false);
    expect(report.checks).toContainEqual(
      expect.objectContaining({
        ...{ area: 'bitrix24:default', state: 'problem' },
        next: expect.stringContaining('Make a new webhook'),
      }),
    );
    expect(stdout).not.toContain(CANARY);
  } finally {
    await control.fault(undefined);
    await runPonte(['resume', 'bitrix24-deals'], { env });
  }
});

test('another worker that has the account is named instead of passed by', async () => {
  const lease = { name: 'bitrix24:default', owner: 'elsewhere/77/boot', ttlMs: 60_000 };
  await acquireLease(database.pool, lease);
  const control = openControl(portal.control);
  const { requests } = await control.counters();
  const { code, stdout } = await runPonte(['doctor', '--timeout', '4'], { env });
  expect(code).toBe(8);
  expect(stdout).toMatch(/FAIL +bitrix24:default .*held by worker elsewhere\/77\/boot/);
  expect((await control.counters()).requests).toBe(requests);
  await endLease(database.pool, lease);
});

test('a wrong environment hides nothing else, and is told as a whole', async () => {
  const { code, json } = await runPonte(['doctor', '--json'], {
    env: { ...env, BITRIX24_PLAN: 'golden', BITRIX24_DOMAIN: 'https://x', PUBLIC_URL: '' },
  });
  expect(code).toBe(2);
  const states = toStates(json<Report>());
  expect(states.filter((line) => line === 'environment problem')).toHaveLength(2);
  expect(states).toEqual(
    expect.arrayContaining([
      'public url warning',
      'postgresql ok',
      'migrations ok',
      'vendors skipped',
    ]),
  );
});

test('nothing is migrated by looking', async () => {
  const url = await createDatabase(inject('postgresUrl'));
  try {
    const { code, json } = await runPonte(['doctor', '--json'], {
      env: { ...env, DATABASE_URL: url },
    });
    expect(code).toBe(5);
    expect(json<Report>().checks).toContainEqual(
      expect.objectContaining({ area: 'migrations', state: 'problem', next: 'ponte migrate' }),
    );
    const pending = await runPonte(['migrate', '--dry-run', '--json'], {
      env: { DATABASE_URL: url },
    });
    expect(pending.json<{ pending: string[] }>().pending.length).toBeGreaterThan(0);
  } finally {
    await dropDatabase(inject('postgresUrl'), url);
  }
});

test('PostgreSQL and Redis away are told side by side', async () => {
  const away = {
    DATABASE_URL: `postgresql://ponte:${CANARY}@127.0.0.1:1/ponte`,
    REDIS_URL: `redis://:${CANARY}@127.0.0.1:1`,
  };
  const { code, stdout, stderr } = await runPonte(['doctor'], { env: away });
  expect(code).toBe(6);
  expect(stdout).toMatch(/FAIL +postgresql +PostgreSQL at 127\.0\.0\.1:1\/ponte does not answer/);
  expect(stdout).toMatch(/FAIL +queue +Redis at 127\.0\.0\.1:1 does not answer/);
  expect(stdout + stderr).not.toContain(CANARY);
});

const isMissing = findRedisServer() === undefined;

test.skipIf(isMissing)(
  isMissing ? REDIS_MISSING : 'a Redis that may forget jobs is warned of, and carries the check',
  async () => {
    const redis = await startRedis({ args: ['--maxmemory-policy', 'allkeys-lru'] });
    try {
      const { code, stdout, stderr } = await runPonte(['doctor'], {
        env: { ...env, REDIS_URL: redis.url },
      });
      expect(stdout).toMatch(/warn +queue +Redis evicts keys .*Set maxmemory-policy noeviction/);
      expect(stdout).toMatch(/ok +bitrix24:default +answers/);
      expect(stderr).toContain('No worker runs');
      expect(code).toBe(0);
    } finally {
      await redis.stop();
    }
  },
);
