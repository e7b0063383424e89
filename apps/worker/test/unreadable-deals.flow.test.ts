import { markDirty } from '@ponte/db/dirty';
import { listHeld } from '@ponte/db/held';
import { releaseHeld } from '@ponte/operations/release-held';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { actor, startDesk, type Desk } from './world/start-desk.ts';
import { startWorld, type World } from './world/start-world.ts';

// Whole loads follow one another; on a busy machine each takes its time.
vi.setConfig({ testTimeout: 240_000 });

let world: World;
let desk: Desk;

/** A portal with a worker; gives the ids of its deals. */
async function start(deals: number): Promise<number[]> {
  world = await startWorld({ postgresUrl: inject('postgresUrl'), timeScale: 20, deals });
  desk = startDesk(world);
  await world.startWorker().ready;
  const { deals: all } = await world.screen.state('?deals=1&fields=ID');
  return all.map(({ ID }) => Number(ID));
}

afterEach(async () => {
  await desk.close();
  await world.end();
});

const damage = (id: number | undefined, how: string) => world.screen.act('break-deal', { id, how });

async function heldKeys(kind: string): Promise<string[]> {
  const rows = await listHeld(world.database.pool, { kind, limit: 50 });
  return rows.map(({ key }) => key).toSorted();
}

/** Deals at the beginning, in the middle and at the end of the portal show no id. */
async function hideIds(ids: readonly number[]): Promise<{ hidden: number[]; keys: string[] }> {
  const last = ids.length - 1;
  const hidden = [0, 100, 101, last].map((at) => ids[at] ?? 0);
  for (const [at, id] of hidden.entries()) {
    await damage(id, at % 2 === 0 ? 'missing-id' : 'list-instead');
  }
  const [second = 0, before = 0, after = 0, lastButOne = 0] = [1, 99, 102, last - 1].map(
    (at) => ids[at],
  );
  const keys = [
    `0-${second - 1}#1`,
    `${before}-${after - 1}#1`,
    `${before}-${after - 1}#2`,
    `${lastButOne}-end#1`,
  ];
  return { hidden, keys: keys.toSorted() };
}

test('neighbours, a first and a last deal that show no id are held each, and stop no load', async () => {
  const ids = await start(300);
  const { hidden, keys } = await hideIds(ids);
  const load = await desk.loadAll();
  expect(load.rows).toMatchObject({ read: 300, inserted: 296, problems: 4 });
  // A request may end between two of them: then a key begins or ends there.
  expect(await heldKeys('deal-range')).toHaveLength(4);
  expect(await heldKeys('deal-range')).toEqual(expect.arrayContaining([keys[0], keys.at(-1)]));
  await desk.loadAll();
  expect(await heldKeys('deal-range')).toHaveLength(4);

  for (const id of hidden) await world.screen.act('heal-deal', { id });
  await desk.loadAll();
  expect(await heldKeys('deal-range')).toEqual([]);
  await world.expectRowsEqualPortal();
});

test('letting them go reads their ids again, and live changes are read meanwhile', async () => {
  const ids = await start(300);
  const { hidden } = await hideIds(ids);
  await desk.loadAll();
  const { pool } = world.database;
  await releaseHeld(desk.ports, { kind: 'deal-range' }, actor);
  await world.screen.act('edit-deal', { id: ids[50], fields: { TITLE: 'meanwhile' } });
  await expect
    .poll(() => world.database.prisma.deal.count({ where: { title: 'meanwhile' } }))
    .toBe(1);
  // What is still wrong is held again.
  await expect.poll(() => heldKeys('deal-range')).toHaveLength(4);
  expect(await world.database.prisma.dirty.count()).toBe(0);

  for (const id of hidden) await world.screen.act('heal-deal', { id });
  await releaseHeld(desk.ports, { kind: 'deal-range' }, actor);
  await world.expectRowsEqualPortal();
  expect(await listHeld(pool, { limit: 10 })).toEqual([]);
});

test('a mark that names no deal waits for a person, and the deals beside it are read', async () => {
  const ids = await start(60);
  await desk.loadAll();
  await markDirty(world.database.pool, { account: 'default', kind: 'deal', ids: ['after-424'] });
  await world.screen.act('edit-deal', { id: ids[5], fields: { TITLE: 'beside it' } });
  await expect
    .poll(() => world.database.prisma.deal.count({ where: { title: 'beside it' } }))
    .toBe(1);
  await expect.poll(() => heldKeys('deal')).toEqual(['after-424']);
  expect(await world.database.prisma.dirty.count()).toBe(0);
});
