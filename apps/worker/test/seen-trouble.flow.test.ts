import { listHeld } from '@ponte/db/held';
import { decideDeal } from '@ponte/integrations/bitrix24-deals/rules/decide-deal';
import { nextStepFor } from '@ponte/integrations/reasons';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { becomeOperator, type Operator } from './world/operator.ts';
import { startWorld, type World } from './world/start-world.ts';

let world: World;
let operator: Operator;
beforeEach(async () => {
  world = await startWorld({ postgresUrl: inject('postgresUrl') });
  operator = await becomeOperator(world);
});
afterEach(() => world.end());

/** Starts a worker with a fault in one of its rules, which strikes deals of one title. */
async function startFaultyWorker(): Promise<void> {
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
}

async function createDeal(title: string): Promise<string> {
  return String((await world.screen.act('create-deal', { fields: { TITLE: title } }))['id']);
}

interface HeldJson {
  held: { kind: string; key: string; reason: string; detail: string; nextStep: string }[];
}
interface RunsJson {
  runs: { job: string; state: string; reason: string; keys: string[]; nextStep: string | null }[];
}

test('a poisoned event, a broken answer and a bug in a rule are seen with their reason and next step', async () => {
  await startFaultyWorker();
  const broken = await createDeal('broken');
  await world.expectRowsEqualPortal();
  await world.screen.act('break-deal', { id: Number(broken), how: 'text-date' });
  await world.screen.act('edit-deal', { id: Number(broken), fields: { TITLE: 'edited' } });
  // Each in a run of its own: a run that brings several holds carries the reason of the first.
  await expect.poll(() => listHeld(world.database.pool, { limit: 50 })).toHaveLength(1);
  const struck = await createDeal('strikes the fault');
  await expect.poll(() => listHeld(world.database.pool, { limit: 50 })).toHaveLength(2);
  expect(await world.post({})).toBe(200);
  expect(await world.post({ event: 'ONTASKADD', id: 3 })).toBe(200);
  await expect.poll(() => listHeld(world.database.pool, { limit: 50 })).toHaveLength(4);

  const troubles = [
    { reason: 'unreadable-answer', record: `deal:${broken}`, detail: 'DATE_' },
    { reason: 'rule-failed', record: `deal:${struck}`, detail: 'Cannot read properties' },
    { reason: 'unreadable-event', record: 'inbound-event:', detail: '' },
    { reason: 'unknown-event', record: 'event-kind:ONTASKADD', detail: '' },
  ];
  const home = await operator.readPage('/');
  const heldPage = await operator.readPage('/held');
  const list = await operator.ponte('held', 'list', '--no-color');
  const { held } = JSON.parse(await operator.ponte('held', 'list', '--json')) as HeldJson;
  const runList = await operator.ponte('runs', '--limit', '200', '--no-color');
  const { runs } = JSON.parse(await operator.ponte('runs', '--limit', '200', '--json')) as RunsJson;
  expect(home).toContain('4 records wait for you');
  for (const { reason, record, detail } of troubles) {
    const nextStep = nextStepFor(reason);
    expect(home).toContain(`1 record held: ${reason.replaceAll('-', ' ')} ${nextStep} Held`);
    expect(heldPage).toContain(nextStep);
    const row = held.find((one) => one.reason === reason);
    expect(`${row?.kind}:${row?.key}`).toContain(record);
    expect(row).toMatchObject({ nextStep, detail: expect.stringContaining(detail) as string });
    expect(list).toContain(record);
    expect(list).toContain(`${reason} (1): ${nextStep}`);
  }
  const told = new Set(runs.filter(({ state }) => state === 'held').map(({ reason }) => reason));
  expect([...told]).toEqual(expect.arrayContaining(['unreadable-answer', 'rule-failed']));
  expect(told.has('unreadable-event') || told.has('unknown-event')).toBe(true);
  for (const reason of told) expect(runList).toContain(`${reason} (`);
  for (const run of runs.filter(({ state }) => state === 'held')) {
    expect(run.nextStep).toBe(nextStepFor(run.reason));
    expect(runList).toContain(run.nextStep);
  }
  const ofStruck = await operator.ponte('runs', `deal:${struck}`, '--no-color');
  expect(ofStruck).toContain('rule-failed');
});

test('a run that failed for good is seen with its reason and next step', async () => {
  await world.startWorker().ready;
  await createDeal('before');
  await world.expectRowsEqualPortal();
  await world.screen.fault({ match: {}, kind: 'invalid-credentials' });
  await createDeal('after');
  await expect.poll(() => world.database.prisma.pause.count()).toBe(1);
  const nextStep = nextStepFor('auth_revoked');
  const home = await operator.readPage('/');
  expect(home).toContain('1 integration fails and needs you');
  expect(home).toMatch(/Drain deals failed/);
  expect(home).toContain(nextStep);
  const list = await operator.ponte('runs', '--state', 'failed', '--no-color');
  expect(list).toContain('bitrix24-deals.drain-deals');
  expect(list).toContain(`auth_revoked (1): ${nextStep}`);
});
