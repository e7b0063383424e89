import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { listHeld } from '@ponte/db/held';
import { listRuns, listTrouble, type RunRow } from '@ponte/db/runs';
import { nextStepFor } from '@ponte/integrations/reasons';
import { startWorld, type World } from './world/start-world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld({ postgresUrl: inject('postgresUrl') });
});
afterEach(() => world.end());

async function heldReasons(): Promise<[string, string, string][]> {
  const held = await listHeld(world.database.pool, { limit: 50 });
  return held.map(({ kind, key, reason }) => [kind, key, reason]);
}

async function createDeal(title: string): Promise<number> {
  return Number((await world.screen.act('create-deal', { fields: { TITLE: title } }))['id']);
}

test('a poisoned event is held with its reason, and the events beside it are worked', async () => {
  await world.startWorker().ready;
  expect(await world.post({})).toBe(200);
  expect(await world.post({ event: 'ONTASKADD', id: 3 })).toBe(200);
  expect(await world.post({ event: 'ONTASKADD', id: 4 })).toBe(200);
  await createDeal('beside them');
  await world.expectRowsEqualPortal();
  await expect.poll(heldReasons).toHaveLength(2);
  expect((await heldReasons()).map(([kind, , reason]) => [kind, reason])).toEqual(
    expect.arrayContaining([
      ['inbound-event', 'unreadable-event'],
      ['event-kind', 'unknown-event'],
    ]),
  );
  // The run is written after its hold.
  const findRun = async () => (await listRuns(world.database.pool, { state: 'held' }))[0];
  await expect.poll(findRun).toBeDefined();
  expect(nextStepFor((await findRun())?.reason ?? null)).toContain('release');
});

test('a deal whose answer breaks the schema is held, and healed it is released by itself', async () => {
  await world.startWorker().ready;
  const broken = await createDeal('broken');
  await world.expectRowsEqualPortal();
  await world.screen.act('break-deal', { id: broken, how: 'text-date' });
  await world.screen.act('edit-deal', { id: broken, fields: { TITLE: 'still broken' } });
  await createDeal('sound');
  await expect.poll(heldReasons).toEqual([['deal', String(broken), 'unreadable-answer']]);
  await world.screen.act('heal-deal', { id: broken });
  await world.screen.act('edit-deal', { id: broken, fields: { TITLE: 'sound again' } });
  await world.expectRowsEqualPortal();
  await expect.poll(heldReasons).toEqual([]);
  const [released] = await listHeld(world.database.pool, { isOpen: false, limit: 1 });
  expect(released?.releasedBy).toBe('ponte');
});

test('a fault in a rule holds the deals it strikes and no others', async () => {
  const { decideDeal } = await import('@ponte/integrations/bitrix24-deals/rules/decide-deal');
  await world.startWorker({
    rules: {
      decideDeal: (answer, context) => {
        const plan = decideDeal(answer, context);
        if (plan.plan === 'store' && plan.deal.title === 'strikes the fault') {
          throw new TypeError('Cannot read properties of undefined');
        }
        return plan;
      },
    },
  }).ready;
  const struck = await createDeal('strikes the fault');
  await createDeal('passes');
  await expect.poll(heldReasons).toEqual([['deal', String(struck), 'rule-failed']]);
  await expect.poll(() => world.database.prisma.deal.count()).toBe(1);
  await expect
    .poll(() => listRuns(world.database.pool, { key: `deal:${struck}`, state: 'held' }))
    .toMatchObject([{ reason: 'rule-failed', job: 'bitrix24-deals.drain-deals' }]);
});

test('a portal that refuses our credentials fails the run, pauses the integration and says what to do', async () => {
  await world.startWorker().ready;
  await createDeal('before');
  await world.expectRowsEqualPortal();
  await world.screen.fault({ match: {}, kind: 'invalid-credentials' });
  await createDeal('after');
  await expect
    .poll(() => listTrouble(world.database.pool, { limit: 5 }))
    .toMatchObject([{ state: 'failed', errorKind: 'auth_revoked' }]);
  await expect.poll(() => world.database.prisma.pause.count()).toBe(1);
  const { requests } = await world.screen.counters();
  expect(await world.post({ id: 1 })).toBe(200);
  await world.screen.fault({ match: {}, kind: 'invalid-credentials' });
  expect((await world.screen.counters()).requests - requests).toBeLessThanOrEqual(1);
  expect(nextStepFor('auth_revoked')).toContain('webhook');
});

/** Every drain so far, the first one first. */
async function listDrains(): Promise<RunRow[]> {
  const filter = { job: 'bitrix24-deals.drain-deals', limit: 500 };
  return (await listRuns(world.database.pool, filter)).toReversed();
}

test('a portal that shows no deal for many runs is waited for, and no deal is held for it', async () => {
  const { screen, database } = world;
  await world.startWorker().ready;
  const deals = [await createDeal('one'), await createDeal('two')];
  await world.expectRowsEqualPortal();
  const command = { method: 'crm.deal.get', command: true };
  await screen.fault({ match: command, kind: 'internal-error' });
  const countFailed = async (): Promise<number> =>
    (await listDrains()).filter(({ errorKind }) => errorKind === 'unavailable').length;
  for (let failures = 0; failures < 8; failures = await countFailed()) {
    // Each edit wakes the drain, which would sleep longer and longer.
    for (const id of deals) await screen.act('edit-deal', { id, fields: { TITLE: 'edited' } });
    await expect.poll(countFailed).toBeGreaterThan(failures);
  }
  expect(await heldReasons()).toEqual([]);
  const marks = await database.prisma.dirty.findMany();
  expect(marks.map(({ vendorId, tries, waitsUntil }) => [vendorId, tries, waitsUntil])).toEqual(
    deals.map((id) => [String(id), 0, null]),
  );
  await screen.clearFaults();
  await screen.act('create-deal', { fields: { TITLE: 'after the outage' } });
  await world.expectRowsEqualPortal();
});

describe('a deal that the portal never shows while it shows others', () => {
  beforeEach(async () => {
    await world.end();
    world = await startWorld({ postgresUrl: inject('postgresUrl'), timeScale: 100 });
  });

  test('stops nobody, is tried at growing distances, and then waits for a person', async () => {
    const { screen, database } = world;
    await world.startWorker().ready;
    const poison = await createDeal('never shown');
    await world.expectRowsEqualPortal();
    await screen.fault({
      match: { method: 'crm.deal.get', command: true, id: String(poison) },
      kind: 'internal-error',
    });
    await screen.act('edit-deal', { id: poison, fields: { TITLE: 'still never shown' } });
    for (let deal = 0; deal < 60; deal += 1) await screen.act('create-deal');
    await expect.poll(() => database.prisma.deal.count()).toBe(61);
    const onOneMore = async (): Promise<[string, string, string][]> => {
      await screen.act('create-deal');
      return heldReasons();
    };
    await expect
      .poll(onOneMore, { interval: 200 })
      .toEqual([['deal', String(poison), 'vendor-keeps-failing']]);
    const tries = (await listDrains()).filter(({ counts }) => counts['postponed'] === 1);
    expect(tries.map(({ message }) => message?.match(/in (\d+) s/)?.[1])).toEqual([
      ...['5', '15', '45', '135', '405'],
    ]);
    const began = tries.map(({ startedAt }) => startedAt.getTime());
    const distances = began.slice(1).map((at, index) => at - (began[index] ?? 0));
    for (const [index, ms] of [5_000, 15_000, 45_000, 135_000].entries()) {
      expect(distances[index]).toBeGreaterThanOrEqual(ms);
    }
    await screen.clearFaults();
    await screen.act('edit-deal', { id: poison, fields: { TITLE: 'shown again' } });
    await world.expectRowsEqualPortal();
    await expect.poll(heldReasons).toEqual([]);
    expect(await database.prisma.dirty.count()).toBe(0);
  });
});

test('a webhook without the scope for names stores the deals and says what is missing', async () => {
  await world.screen.fault({ match: { method: 'user.get' }, kind: 'insufficient-scope' });
  await world.startWorker().ready;
  await createDeal('without a name for its owner');
  await world.expectRowsEqualPortal();
  const job = 'bitrix24-deals.refresh-dictionaries';
  const findRun = async () => (await listRuns(world.database.pool, { job }))[0];
  await expect.poll(findRun).toMatchObject({ state: 'done', reason: 'scope-missing' });
  expect((await findRun())?.message).toContain('user');
});

test('nothing secret and nothing personal is in any log line or run row', async () => {
  await world.startWorker().ready;
  await world.screen.fault({ match: { method: 'batch' }, kind: 'error-500-html', count: 1 });
  await createDeal('Maria, CPF 123.456.789-09, maria@example.com');
  await world.expectRowsEqualPortal();
  const rows = JSON.stringify(await listRuns(world.database.pool, {}));
  const events = JSON.stringify(
    await world.database.prisma.inboundEvent.findMany({ select: { body: true } }),
  );
  const secret = new URL(world.portal.webhookUrl).pathname.split('/')[3] ?? 'none';
  for (const canary of [secret, world.portal.applicationToken]) {
    expect(world.logLines.join('')).not.toContain(canary);
    expect(rows).not.toContain(canary);
    expect(events).not.toContain(canary);
  }
  expect(world.logLines.join('')).not.toContain('123.456.789-09');
});
