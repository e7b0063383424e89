import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { findApiKey } from '@ponte/db/api-keys';
import { listAudit } from '@ponte/db/audit';
import { consumeSetupLink } from '@ponte/db/setup-links';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { findUserByLogin } from '@ponte/db/users';
import { verify } from '@node-rs/argon2';
import { runPonte, type Ended, type RunOptions } from './world/run-ponte.ts';

const PASSWORD = 'a long canary sentence';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

function ponte(args: string[], more: Partial<RunOptions> = {}): Promise<Ended> {
  return runPonte(args, { ...more, env: { DATABASE_URL: database.url, ...more.env } });
}

test('an integration is paused with a reason and an end, shown as paused, and resumed', async () => {
  const slug = 'bitrix24-deals';
  const paused = await ponte([
    'pause',
    slug,
    '--reason',
    'the portal moves',
    '--until',
    '2h',
    '--json',
  ]);
  expect(paused.json()).toMatchObject({
    paused: { integration: slug, reason: 'the portal moves' },
  });
  expect((await ponte(['status'])).stdout).toMatch(/paused by cli:\w+ .*the portal moves/);
  expect((await ponte(['resume', slug, '--dry-run'])).stdout).toContain('would be resumed');
  expect(await ponte(['resume', slug, '--why', 'it moved'])).toMatchObject({ code: 0 });
  expect(await ponte(['resume', slug])).toMatchObject({
    ...{ code: 5, stderr: expect.stringContaining('is not paused') },
  });
  const [resumed, pausing] = await listAudit(database.prisma, { object: `integration:${slug}` });
  expect(resumed).toMatchObject({ action: 'integration.resumed', reason: 'it moved' });
  expect(pausing?.actor).toMatch(/^cli:/);
});

test('a pause needs a reason and an integration that exists', async () => {
  expect(await ponte(['pause', 'bitrix24-deals'])).toMatchObject({ code: 2 });
  const stranger = await ponte(['pause', 'bitrix', '--reason', 'x']);
  expect(stranger).toMatchObject({ code: 3, stderr: expect.stringContaining('bitrix24-deals') });
});

test('a setting is changed only to what its schema allows, and the refusal says what that is', async () => {
  const place = ['bitrix24-deals', 'ignoredEvents'];
  const refused = await ponte(['settings', 'set', ...place, '["lower case"]']);
  expect(refused.code).toBe(2);
  expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  expect(refused.stderr).toMatch(/Write event names in capitals.*takes a list/);
  const noJson = await ponte(['settings', 'set', ...place, 'ONCRMLEADADD']);
  expect(noJson).toMatchObject({ code: 2, stderr: expect.stringContaining('is not JSON') });
  const dry = await ponte(['settings', 'set', ...place, '["ONCRMLEADADD"]', '--dry-run']);
  expect(dry.stdout).toContain('[] → ["ONCRMLEADADD"]');
  expect((await ponte(['settings', 'get', ...place])).stdout).toBe('[]\n');
  await ponte(['settings', 'set', ...place, '["ONCRMLEADADD"]', '--why', 'leads are elsewhere']);
  expect((await ponte(['settings', 'get', ...place, '--json'])).json()).toMatchObject({
    ...{ value: ['ONCRMLEADADD'], isDefault: false, updatedBy: expect.stringMatching(/^cli:/) },
  });
  const [entry] = await listAudit(database.prisma, { action: 'setting.changed' });
  expect(entry).toMatchObject({ after: ['ONCRMLEADADD'], reason: 'leads are elsewhere' });
  expect((await ponte(['settings', 'list'])).stdout).toContain('["ONCRMLEADADD"]');
  expect(await ponte(['settings', 'unset', ...place])).toMatchObject({ code: 0 });
  const stranger = await ponte(['settings', 'get', 'bitrix24-deals', 'ignored']);
  expect(stranger).toMatchObject({ code: 3, stderr: expect.stringContaining('ignoredEvents') });
});

test('off a terminal nobody is asked for a password: the command says what to pass', async () => {
  const { code, stdout, stderr } = await ponte(['user', 'add', 'anna']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/--password-stdin.*--link/);
  expect(await findUserByLogin(database.prisma, 'anna')).toBeUndefined();
});

test('a password comes by standard input, is kept as an argon2id hash and never printed', async () => {
  const weak = await ponte(['user', 'add', 'anna', '--password-stdin'], { stdin: 'short\n' });
  expect(weak).toMatchObject({ code: 2, stderr: expect.stringContaining('12 characters') });
  const args = ['user', 'add', 'anna', '--role', 'admin', '--password-stdin'];
  const { code, stdout, stderr } = await ponte(args, { stdin: `${PASSWORD}\n` });
  expect(code).toBe(0);
  expect(stdout + stderr).not.toContain(PASSWORD);
  const user = await findUserByLogin(database.prisma, 'anna');
  expect(user).toMatchObject({
    role: 'admin',
    passwordHash: expect.stringMatching(/^\$argon2id\$/),
  });
  expect(await verify(user?.passwordHash ?? '', PASSWORD)).toBe(true);
  expect(await ponte(args, { stdin: PASSWORD })).toMatchObject({ code: 5 });
  const last = await ponte(['user', 'disable', 'anna', '--yes']);
  expect(last).toMatchObject({ code: 5, stderr: expect.stringContaining('last administrator') });
});

test('a person is added with a one-time link to the public address, and shut out again', async () => {
  const env = { PUBLIC_URL: 'https://bridge.example/ponte' };
  const added = await ponte(['user', 'add', 'boris', '--link', '--json'], { env });
  const { link } = added.json<{ link: string }>();
  expect(link).toMatch(/^https:\/\/bridge\.example\/ponte\/setup\?token=/);
  const token = new URL(link).searchParams.get('token') ?? '';
  expect(await consumeSetupLink(database.prisma, token)).toEqual({ login: 'boris' });
  const asked = await ponte(['user', 'disable', 'boris']);
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(await ponte(['user', 'disable', 'boris', '--yes'])).toMatchObject({ code: 0 });
  expect((await ponte(['user', 'list'])).stdout).toMatch(/boris +viewer +\S+ \S+ \(.+\) +\d{4}-/);
  expect(await ponte(['user', 'reset', 'nobody', '--link'])).toMatchObject({ code: 3 });
});

test('an API key is shown once, works, and is revoked', async () => {
  const added = await ponte(['keys', 'add', 'shop', '--role', 'operator', '--json']);
  const { key } = added.json<{ key: string }>();
  expect(await findApiKey(database.prisma, key)).toMatchObject({ name: 'shop', role: 'operator' });
  expect(await ponte(['keys', 'add', 'shop'])).toMatchObject({ code: 5 });
  expect((await ponte(['keys', 'list'])).stdout).not.toContain(key);
  expect(await ponte(['keys', 'revoke', 'shop', '--yes'])).toMatchObject({ code: 0 });
  expect(await findApiKey(database.prisma, key)).toBeUndefined();
  const actions = (await listAudit(database.prisma, { object: 'api-key:shop' })).map(
    (e) => e.action,
  );
  expect(actions).toEqual(['api-key.revoked', 'api-key.created']);
});
