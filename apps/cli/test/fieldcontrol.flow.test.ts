import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { runPonte, type Ended } from './world/run-ponte.ts';
import { seedProjects } from './world/seed-project.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  await seedProjects(database);
});
afterAll(() => database.remove());

function field(...args: string[]): Promise<Ended> {
  return runPonte(['fieldcontrol', ...args], { env: { DATABASE_URL: database.url } });
}

test('the status and the list of pendings tell the same', async () => {
  const { status } = (await field('status', '--json')).json<{
    status: { pendings: { reason: string; count: number }[] };
  }>();
  const { pendings } = (await field('pendings', '--json')).json<{
    pendings: { reason: string; kind: string; isalesId: string | null; nextStep: string }[];
  }>();
  expect(status.pendings).toMatchObject([
    { reason: 'sem_localizacao', count: 1 },
    { reason: 'sweep-suspect', count: 1 },
  ]);
  expect(pendings).toMatchObject([
    { reason: 'sweep-suspect', kind: 'sweep', isalesId: null },
    { reason: 'sem_localizacao', kind: 'card', isalesId: '502' },
  ]);
  const { stdout } = await field('pendings');
  expect(stdout).toMatch(/ 502 +sem_localizacao /);
  expect(stdout).toMatch(/ sweep +sweep-suspect /);
});

test('a person reads what a word means, a program the word', async () => {
  const words = 'here is no address and no link to the place';
  expect((await field('pendings')).stdout).toContain(`sem_localizacao (1): T${words}. Fill in`);
  expect((await field('status')).stdout).toMatch(new RegExp(`sem_localizacao .*t${words}`));
  const env = { DATABASE_URL: database.url };
  const held = await runPonte(['held', 'list'], { env });
  expect(held.stdout).toContain(`sem_localizacao (1): T${words}. Fill in`);
  expect(held.stdout).toContain('sweep-suspect (1): FieldControl showed far less');
  expect((await field('status', '--json')).stdout).not.toContain(words);
  expect((await field('pendings', '--json')).stdout).not.toContain(words);
});

test.each([
  ['pendings', '--reason', 'sem_juizo'],
  ['repush', '--reason', 'sem_juizo'],
  ['refetch', '--reason', 'sweep-suspect'],
])('%s refuses a reason that there is not, and names those that there are', async (...args) => {
  const { code, stdout, stderr } = await field(...args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('sem_localizacao');
});

test('the history of a card says in words why it waits', async () => {
  const { code, stdout } = await field('history', '502');
  expect(code).toBe(0);
  expect(stdout).toContain('bloqueado (there is no address and no link to the place)');
  expect((await field('history', '0815')).code).toBe(3);
});

test('ids that fit no card are named, and the exit code says so', async () => {
  const none = await field('repush', '0815', '0816', '--dry-run');
  expect(none.code).toBe(3);
  expect(none.stderr).toContain('No card fits 0815, 0816');
  const some = await field('repush', '501', '0815', '--dry-run', '--json');
  expect(some.code).toBe(7);
  expect(some.json()).toMatchObject({ cards: ['501'], unmatched: ['0815'] });
  expect(some.stderr).toContain('No card fits 0815:');
});

test('a dry run is a list to be read, also while the integration rests', async () => {
  const env = { DATABASE_URL: database.url };
  const pause = ['pause', 'isales-fieldcontrol', '--reason', 'holidays'];
  expect((await runPonte(pause, { env })).code).toBe(0);
  const { code, stdout, stderr } = await field('repush', '--since', '1d', '--dry-run');
  expect(code).toBe(0);
  expect(stderr).toContain('2 cards fit. Nothing was written.');
  expect(stdout).toMatch(/^card 501 +isales:501:1 +pedido, pronto$/m);
  expect(stdout).toMatch(/^ +POST \/customers +\(only if no customer with this document/m);
  expect(stdout).toMatch(/^ +address\.city +São José do Rio Preto$/m);
  expect(stdout).toMatch(/^ +number +16988881234$/m);
  expect(stdout).toMatch(/^ +POST \/tickets$/m);
  expect(stdout).toMatch(/^card 502 +isales:502:1 +pedido, bloqueado\n +nothing leaves/m);
  expect(stdout).not.toContain('{');
  const real = await field('repush', '501');
  expect(real.code).toBe(5);
  expect(real.stderr).toContain('isales-fieldcontrol is paused (holidays)');
  const board = await field('poll', '--dry-run');
  expect(board.code).toBe(5);
  expect(board.stderr).toMatch(
    /is paused \(holidays\).*Resume it first\..*asks its vendors nothing/s,
  );
  expect(board.stderr).toContain('ponte fieldcontrol repush --since 30d --dry-run');
  const { rows } = await database.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM audit WHERE action LIKE 'fieldcontrol.%'`,
  );
  expect(rows).toEqual([{ count: 0 }]);
});
