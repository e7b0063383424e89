import { holdRecords } from '@ponte/db/held';
import { askForApproval, findApproval, useUpApproval } from '@ponte/db/stock-approvals';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { dismissHeld, releaseHeld } from './release-held.ts';

let database: TestDatabase;
const actor = { by: 'anna' };
const account = 'default';
const run = (at: number): string => `00000000-0000-7000-8000-00000000000${at}`;
const ringer = { ring: () => Promise.resolve('rung' as const) };

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
beforeEach(async () => {
  await database.pool.query('TRUNCATE held, checkpoint, dirty CASCADE');
});
afterAll(() => database.remove());

const hold = (reason: string, runId: string): Promise<void> =>
  holdRecords(database.pool, [
    { integration: 'onec-bitrix24', account, kind: 'stock', key: 'run', reason, detail: '', runId },
  ]);
const ask = (runId: string, ...cards: string[]): Promise<void> =>
  askForApproval(database.pool, { account, runId, cards });
const selection = { integration: 'onec-bitrix24', kind: 'stock' };
const release = () => releaseHeld({ database, ringer }, selection, actor);

it('letting go a run that asked allows the cards that it asked about, until they are used up', async () => {
  await ask(run(1), '1001', '1003');
  await hold('guard-rail', run(1));
  const { released } = await release();
  const approval = await findApproval(database.pool, account);
  expect(approval).toEqual({ id: released[0]?.id, cards: ['1001', '1003'] });
  await useUpApproval(database.pool, { account, id: 'of another release' });
  expect(await findApproval(database.pool, account)).toEqual(approval);
  await useUpApproval(database.pool, { account, id: approval?.id ?? '' });
  expect(await findApproval(database.pool, account)).toBeUndefined();
});

it.each(['warehouse-unmapped', 'warehouse-unknown', 'stock-unreadable', 'stock-unequal'])(
  'letting go a run that is held as %s allows nothing, whatever was asked before',
  async (reason) => {
    await ask(run(1), '1001');
    await hold('guard-rail', run(1));
    await hold(reason, run(2));
    await release();
    expect(await findApproval(database.pool, account)).toBeUndefined();
  },
);

it('the answer counts for the question of its own run, and for none that was dismissed', async () => {
  await ask(run(1), '1001');
  await hold('guard-rail', run(2));
  await release();
  expect(await findApproval(database.pool, account)).toBeUndefined();
  await hold('guard-rail', run(1));
  await dismissHeld({ database }, selection, actor);
  expect(await findApproval(database.pool, account)).toBeUndefined();
});
