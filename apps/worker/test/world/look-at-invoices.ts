import { listHeld } from '@ponte/db/held';
import { listRuns, type RunRow } from '@ponte/db/runs';
import { setSetting } from '@ponte/db/settings';
import { drainInvoices, recheckInvoices } from '@ponte/integrations/onec-bitrix24/jobs';
import { dismissHeld, releaseHeld } from '@ponte/operations/release-held';
import { expect } from 'vitest';
import { readNumbers, type Exchange } from './start-exchange.ts';

const INTEGRATION = 'onec-bitrix24';
const by = { by: 'tests' };

/** Invoices that wait for a person: deal and reason. */
export async function listOpenHolds({ database }: Exchange): Promise<string[]> {
  const held = await listHeld(database.pool, {
    ...{ integration: INTEGRATION, kind: 'invoice', limit: 500 },
  });
  return held.map(({ key, reason }) => `${key} ${reason}`).toSorted();
}

/** Resolves when exactly these invoices wait for a person. */
export async function expectHolds(exchange: Exchange, holds: readonly string[]): Promise<void> {
  await expect.poll(() => listOpenHolds(exchange)).toEqual([...holds].toSorted());
}

/** Resolves when each of these deals carries a number. */
export async function expectNumbers(exchange: Exchange, ids: readonly number[]): Promise<void> {
  const listMissing = async (): Promise<number[]> => {
    const numbers = await readNumbers(exchange);
    return ids.filter((id) => (numbers.get(String(id)) ?? '') === '');
  };
  await expect.poll(listMissing, { interval: 200 }).toEqual([]);
}

/** Resolves when nothing is marked, received or on its way any more. */
export async function expectRest({ database, portal }: Exchange): Promise<void> {
  const count = async (): Promise<number> => {
    // In the order in which a change travels: none slips past between two looks.
    const { pendingEvents } = await portal.state();
    const received = await database.prisma.inboundEvent.count({ where: { state: 'received' } });
    const marks = await database.prisma.dirty.count();
    return marks + received + Number(pendingEvents);
  };
  await expect.poll(count).toBe(0);
}

/** A setting as an administrator changes it. */
export async function changeSetting(
  { database }: Exchange,
  key: string,
  value: string | number | boolean | null,
): Promise<void> {
  await setSetting(database.pool, { integration: INTEGRATION, key, value, by: 'tests' });
}

/** A person lets every hold of a reason go. */
export async function release({ ports }: Exchange, reason: string): Promise<void> {
  const { released } = await releaseHeld(ports, { reason }, by);
  expect(released).not.toEqual([]);
}

/** A person dismisses every hold of a reason. */
export async function dismiss({ ports }: Exchange, reason: string): Promise<void> {
  expect(await dismissHeld(ports, { reason }, by)).not.toEqual([]);
}

/** The ten minutes are over. */
export async function recheck({ ports }: Exchange): Promise<void> {
  await ports.ringer.ring(recheckInvoices, { account: 'default' });
}

/** The runs that named this record, oldest first. */
export async function listRunsOf({ database }: Exchange, key: string): Promise<RunRow[]> {
  const runs = await listRuns(database.pool, { key, job: drainInvoices.name, limit: 500 });
  return runs.toReversed();
}

/** How often the runs say that this deal's document was looked up. */
export async function countLookUps(exchange: Exchange, id: number): Promise<number> {
  const runs = await listRunsOf(exchange, `deal:${id}`);
  return runs.reduce((sum, { counts }) => sum + (counts[`lookUps deal:${id}`] ?? 0), 0);
}
