import { listReadableColumns } from '@ponte/db/readable-view';
import { listRuns } from '@ponte/db/runs';
import { refreshDictionaries } from '@ponte/integrations/bitrix24-deals/jobs';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { startDesk, type Desk } from './world/start-desk.ts';
import { startWorld, type World } from './world/start-world.ts';

// Whole loads follow one another; on a busy machine each takes its time.
vi.setConfig({ testTimeout: 240_000 });

let world: World;
let desk: Desk;

async function start(): Promise<string[]> {
  world = await startWorld({ postgresUrl: inject('postgresUrl'), timeScale: 100, deals: 120 });
  desk = startDesk(world);
  await world.startWorker().ready;
  await desk.loadAll();
  const { deals } = await world.screen.state('?deals=1&fields=ID');
  return deals.map(({ ID }) => ID);
}

afterEach(async () => {
  await desk.close();
  await world.end();
});

const field = 'UF_CRM_1700661314351';
const edit = (change: Record<string, unknown>) =>
  world.screen.act('edit-user-field', { name: field, ...change });

async function listColumns(): Promise<string[]> {
  const columns = await listReadableColumns(world.database.pool, 'default');
  return columns.map(({ name, type }) => `${name} ${type}`);
}

async function select(columns: string): Promise<Record<string, unknown>[]> {
  const { rows } = await world.database.pool.query<Record<string, unknown>>(
    `SELECT ${columns} FROM deals_readable ORDER BY id`,
  );
  return rows;
}

/** Reads the view over and over, as reports do, until told to stop. */
function readAllTheTime() {
  let isStopped = false;
  let reads = 0;
  let longestMs = 0;
  const loop = async (): Promise<void> => {
    while (!isStopped) {
      const began = performance.now();
      const rows = await select('id, nome, etapa');
      if (rows.length !== 120) throw new Error(`The view has ${rows.length} rows.`);
      longestMs = Math.max(longestMs, performance.now() - began);
      reads += 1;
    }
  };
  // What goes wrong is told to whoever stops it.
  const running = loop().then(
    () => ({ reads, longestMs }),
    (error: unknown) => ({ reads, longestMs, error }),
  );
  return {
    stop: () => {
      isStopped = true;
      return running;
    },
  };
}

test('the readable view queried before, during and after a field is renamed, added and removed', async () => {
  const [id = ''] = await start();
  expect(await listColumns()).toContain('cep text');
  const [before] = await select('cep');
  expect(before?.['cep']).not.toBeNull();
  const reader = readAllTheTime();

  await edit({ label: 'Código postal' });
  await desk.loadAll();
  expect(await listColumns()).toContain('codigo_postal text');
  expect(await listColumns()).not.toContain('cep text');
  expect((await select('codigo_postal'))[0]).toEqual({ codigo_postal: before?.['cep'] });

  await world.screen.act('add-user-field', { name: 'SPEED', type: 'integer', label: 'Velocidade' });
  await world.screen.act('edit-deal', { id: Number(id), fields: { UF_CRM_SPEED: '300' } });
  await desk.loadAll();
  expect(await listColumns()).toContain('velocidade numeric');
  await expect.poll(async () => (await select('velocidade'))[0]).toEqual({ velocidade: '300' });

  await world.screen.act('remove-user-field', { name: field });
  await desk.loadAll();
  expect((await listColumns()).filter((column) => /cep|postal/.test(column))).toEqual([]);
  const readWords = async () =>
    (await listRuns(world.database.pool, { job: refreshDictionaries.name }))
      .map(({ message }) => message ?? '')
      .join(' ');
  await expect.poll(readWords).toContain(`vanished ${field}`);

  const { reads, longestMs, ...rest } = await reader.stop();
  expect(rest).toEqual({});
  expect(reads).toBeGreaterThan(3);
  // A swap lets readers wait for a tenth of a second; the rest is the machine's.
  expect(longestMs).toBeLessThan(10_000);
  await world.expectRowsEqualPortal();
});

test('types of fields change between two loads: every value follows, and the view with it', async () => {
  const [first = '', second = '', third = ''] = await start();
  const fill = (id: string, value: unknown) =>
    world.screen.act('edit-deal', { id: Number(id), fields: { [field]: value } });
  const reader = readAllTheTime();

  await edit({ type: 'integer' });
  await fill(first, '1310');
  await desk.loadAll();
  await world.expectRowsEqualPortal();
  expect(await listColumns()).toContain('cep numeric');
  expect((await select('cep'))[0]).toEqual({ cep: '1310' });

  const { options } = (await edit({
    type: 'enumeration',
    multiple: true,
    options: ['Norte', 'Sul'],
  })) as {
    options: { id: string }[];
  };
  await fill(
    second,
    options.map((option) => option.id),
  );
  await desk.loadAll();
  await world.expectRowsEqualPortal();
  expect((await select('cep'))[1]).toEqual({ cep: 'Norte, Sul' });

  await edit({ type: 'date', multiple: false });
  await fill(third, '2024-09-09');
  await desk.loadAll();
  await world.expectRowsEqualPortal();
  expect(await listColumns()).toContain('cep date');
  expect((await select('cep::text'))[2]).toEqual({ cep: '2024-09-09' });

  await edit({ type: 'crm_status', settings: { ENTITY_TYPE: 'SOURCE' } });
  await fill(first, 'CALL');
  await desk.loadAll();
  await world.expectRowsEqualPortal();
  expect((await select('cep'))[0]?.['cep']).not.toBe('CALL');
  expect(await reader.stop()).not.toHaveProperty('error');
});

test('a long reader keeps the view as it is, and once he has gone it follows by itself', async () => {
  await start();
  const { pool } = world.database;
  const report = await pool.connect();
  await report.query('BEGIN; SELECT count(*) FROM deals_readable');
  await edit({ label: 'Código postal' });
  const run = await desk.run(refreshDictionaries);
  expect(run).toMatchObject({
    ...{ reason: 'fields-changed', counts: { changedFields: 1 } },
    message: expect.stringContaining('reads deals_readable all the time') as string,
  });
  expect(await listColumns()).toContain('cep text');
  await report.query('COMMIT');
  report.release();
  await expect.poll(listColumns).toContain('codigo_postal text');
});
