import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveCards } from '@ponte/db/catalogue-cards';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { runPonte, type Ended } from './world/run-ponte.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  folder = await mkdtemp(join(tmpdir(), 'ponte-mapping-'));
});
beforeEach(async () => {
  await database.pool.query('TRUNCATE product_mapping, product_mapping_change, catalogue_card');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.remove();
});

const ponte = (...args: string[]): Promise<Ended> =>
  runPonte(args, { env: { DATABASE_URL: database.url } });

test('sets, lists, tells the history, undoes and removes', async () => {
  const made = await ponte(
    'map',
    'set',
    '71',
    '00-1',
    '--name',
    'Крем',
    '--onec-name',
    'Крем 50 мл',
  );
  expect(made).toMatchObject({ code: 0, stdout: 'Product 71 is Крем 50 мл in 1C.\n' });
  const listed = await ponte('map', 'list');
  expect(listed.stdout).toMatch(/71 +Крем +00-1 +Крем 50 мл +linked/);
  const removed = await ponte('map', 'remove', '71', '--why', 'a trial');
  expect(removed.code).toBe(0);
  const history = await ponte('map', 'history', '--json');
  expect(history.json()).toMatchObject({
    changes: [{ action: 'unlinked', why: 'a trial' }, { action: 'linked' }],
  });
  const undone = await ponte('map', 'undo', '--product', '71');
  expect(undone).toMatchObject({ code: 0, stdout: 'Undone for 1 product.\n' });
  expect((await ponte('map', 'list', '--json')).json()).toMatchObject({
    mappings: [{ bitrix24ProductId: '71', onecProductCode: '00-1' }],
  });
});

test('a dry run writes nothing', async () => {
  const tried = await ponte('map', 'set', '71', '00-1', '--dry-run');
  expect(tried).toMatchObject({ code: 0, stdout: 'Product 71 would be linked with 00-1.\n' });
  expect((await ponte('map', 'list', '--json')).json()).toEqual({ mappings: [] });
});

test('suggests from both catalogues', async () => {
  const plain = { article: null, barcodes: [], kind: 'item', isActive: true } as const;
  const readAt = new Date('2026-11-22T00:00:00Z');
  await saveCards(database.pool, {
    ...{ account: 'default', vendor: 'bitrix24', readAt },
    cards: [{ ...plain, id: '71', code: null, name: 'Крем Айсулу 50 мл' }],
  });
  await saveCards(database.pool, {
    ...{ account: 'default', vendor: 'onec', readAt },
    cards: [{ ...plain, id: 'ref', code: '00-1', name: 'Крем Айсулу 50мл' }],
  });
  const end = await ponte('map', 'suggest');
  expect(end.stdout).toContain('1 cards, 1 lines of 1C: 1 linked, 0 with suggestions, 0 without.');
});

test('imports what can be read, names what cannot, and exports the same', async () => {
  const file = join(folder, 'mapping.csv');
  await writeFile(file, '71;Крем;00-1;Крем\r\n72;"Мыло "А;00-2;Мыло\r\n');
  const ended = await ponte('map', 'import', file);
  expect(ended.code).toBe(7);
  expect(ended.stdout).toContain('1 pairs read, 1 new or changed, 0 as before, 1 broken.');
  expect(ended.stderr).toContain('mapping.csv:2: Its quotation marks do not pair.');
  const out = join(folder, 'out.csv');
  expect(await ponte('map', 'export', out)).toMatchObject({ code: 0 });
  expect(await readFile(out, 'utf8')).toContain('71;Крем;00-1;Крем;linked;;');
});

test('says what to do when there is nothing to undo, to remove or to read', async () => {
  expect(await ponte('map', 'remove', '99')).toMatchObject({ code: 3 });
  expect(await ponte('map', 'undo')).toMatchObject({ code: 2 });
  expect(await ponte('map', 'import', join(folder, 'absent.csv'))).toMatchObject({ code: 3 });
});
