import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { integrationSlugs } from '@ponte/integrations/catalogue';
import { runPonte, type Ended } from './world/run-ponte.ts';
import { DONE_RUN, FAILED_RUN, seedEvent, seedHeldDeal, seedRuns } from './world/seed-rows.ts';

let database: TestDatabase;
let eventId: string;
let heldId: string;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  await seedRuns(database);
  heldId = await seedHeldDeal(database, '7405');
  eventId = await seedEvent(
    database,
    'event=ONCRMDEALUPDATE&data[FIELDS][ID]=7405&auth[application_token]=canarytoken123&note=anna@example.com',
  );
});
afterAll(() => database.remove());

function ponte(...args: string[]): Promise<Ended> {
  const env = { DATABASE_URL: database.url, COMPANY_TIME_ZONE: 'America/Sao_Paulo' };
  return runPonte(args, { env });
}

test('runs are a table with the zone named, and what to do about those that failed', async () => {
  const { code, stdout } = await ponte('runs');
  expect(code).toBe(0);
  expect(stdout).toContain('started (America/Sao_Paulo)');
  expect(stdout).toMatch(/1 h ago +bitrix24-deals\.drain-deals +default +failed +unavailable/);
  expect(stdout).toContain('deal:7405 deal:7406 +1');
  expect(stdout).toContain('What to do\n  unavailable (1): The vendor does not answer properly.');
  expect(stdout).not.toContain('\u001b');
});

test('runs of one record come as JSON with times in UTC', async () => {
  for (const args of [['--key', 'deal:7405'], ['deal:7405']]) {
    const answer = await ponte('runs', ...args, '--json');
    const { runs } = answer.json<{ runs: { startedAt: string }[] }>();
    expect(runs).toMatchObject([{ id: DONE_RUN, state: 'done', nextStep: null }]);
    expect(runs[0]?.startedAt).toMatch(/Z$/);
  }
});

test('runs are narrowed by state and moment', async () => {
  const failed = await ponte('runs', '--state', 'failed', '--since', '2h', '--json');
  expect(failed.json()).toMatchObject({ runs: [{ id: FAILED_RUN, errorKind: 'unavailable' }] });
  expect((await ponte('runs', '--since', '10m', '--json')).json()).toEqual({ runs: [] });
  const wrong = await ponte('runs', '--since', 'yesterday-ish');
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('America/Sao_Paulo') });
});

test('one run is shown in full, and an unknown one is not found', async () => {
  const shown = await ponte('runs', 'show', FAILED_RUN);
  expect(shown.stdout).toMatch(/fault +unavailable 503/);
  expect(shown.stdout).toMatch(/what to do +The vendor does not answer properly/);
  const unknown = await ponte('runs', 'show', FAILED_RUN.replace('0001', '0009'));
  expect(unknown).toMatchObject({ code: 3, stdout: '' });
});

test('held records are listed with their next step', async () => {
  const { stdout, stderr } = await ponte('held', 'list');
  expect(stdout).toMatch(
    new RegExp(`^${heldId} +bitrix24-deals +deal:7405 +unreadable-answer`, 'm'),
  );
  expect(stdout).toContain('What to do\n  unreadable-answer (1): ');
  expect(stderr).toContain('ponte held release');
  const quiet = await ponte('held', 'list', '--reason', 'rule-failed', '--quiet');
  expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
  const { held } = (await ponte('held', 'list', '--json')).json();
  expect(held).toMatchObject([{ id: heldId, nextStep: expect.stringContaining('release') }]);
});

test('an event is shown with its body masked', async () => {
  const { events } = (await ponte('events', 'list', '--json')).json<{ events: object[] }>();
  expect(events).toMatchObject([{ id: eventId, state: 'received', source: 'bitrix24' }]);
  expect(events[0]).not.toHaveProperty('body');
  for (const { stdout } of [
    await ponte('events', 'show', eventId),
    await ponte('events', 'show', eventId, '--json'),
  ]) {
    expect(stdout).toContain('data[FIELDS][ID]=7405');
    expect(stdout).not.toMatch(/canarytoken123|anna@example/);
  }
  expect((await ponte('events', 'show', '999999')).code).toBe(3);
});

test('the status has every integration, its trouble and what to do', async () => {
  const { code, stdout } = await ponte('status');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^bitrix24-deals +\S/m);
  expect(stdout).toContain('held 1, unreadable-answer');
  expect(stdout).toContain('No worker is alive.');
  const { integrations } = (await ponte('status', '--json')).json();
  expect(integrations).toMatchObject([
    { slug: 'bitrix24-deals', held: [{ count: 1 }] },
    ...integrationSlugs.slice(1).map((slug) => ({ slug, held: [] })),
  ]);
});
