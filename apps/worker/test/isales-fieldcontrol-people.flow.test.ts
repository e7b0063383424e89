import { describedApi, type ApiAnswer, type AskApi } from '@ponte/api/testing';
import { createApiKey } from '@ponte/db/api-keys';
import { listAudit } from '@ponte/db/audit';
import type { Role } from '@ponte/db/roles';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { becomeOperator, type Operator } from './world/operator.ts';
import { INSTALLATION, startFieldWorld, type FieldWorld } from './world/start-field-world.ts';

let world: FieldWorld;
let operator: Operator;
let ask: AskApi;
let approved: string;
let nowhere: string;
const keys = new Map<Role, string>();

const NOWHERE = {
  ...{ cep: null, logradouro: null, numero: null, complemento: null, bairro: null },
  ...{ cidade: null, estado: null, link_localizacao: null },
};

beforeAll(async () => {
  const postgresUrl = inject('postgresUrl');
  world = await startFieldWorld({ postgresUrl, timeScale: 3, isQuiet: true });
  operator = await becomeOperator(world);
  ask = await describedApi(world.api.url, fetch);
  for (const role of ['viewer', 'operator'] as const) {
    keys.set(role, (await createApiKey(world.database.prisma, { name: role, role })).key);
  }
  approved = await create();
  nowhere = await create({ cliente: NOWHERE });
  await world.startWorker().ready;
});
afterAll(() => world.end());

async function create(more: Record<string, unknown> = {}): Promise<string> {
  return String((await world.isales.act('create-card', { column: INSTALLATION, ...more }))['id']);
}
const countCards = () => world.database.prisma.os.count();
const countMarks = () => world.database.prisma.dirty.count();
const countPosts = async (): Promise<unknown> => (await world.field.counters())['posts'];

interface Calls {
  readonly board: number;
  readonly clientes: number;
  readonly propostas: number;
  readonly campos: number;
  readonly field: number;
}

/** Every request that iSales and FieldControl have had. */
async function countCalls(): Promise<Calls> {
  const { requestsByMethod } = await world.isales.counters();
  const {
    'funil-clientes': board = 0,
    'campo-customizado': campos = 0,
    clientes = 0,
    propostas = 0,
  } = requestsByMethod as Record<string, number>;
  const field = Number((await world.field.counters())['requests']);
  return { board, clientes, propostas, campos, field };
}

function add(calls: Calls, more: Partial<Calls>): Partial<Calls> {
  const sums = Object.entries(more).map(([name, count]) => [
    name,
    calls[name as keyof Calls] + count,
  ]);
  return Object.fromEntries(sums) as Partial<Calls>;
}

/** Moves the readings of all cards back. */
async function age(interval: string): Promise<void> {
  const { pool } = world.database;
  await pool.query('UPDATE os SET lido_em = lido_em - $1::interval', [interval]);
}

const call = (path: string, body?: object, role: Role = 'operator'): Promise<ApiAnswer> =>
  ask(body === undefined ? 'GET' : 'POST', `/api/fieldcontrol${path}`, {
    key: keys.get(role) ?? '',
    body,
  });

describe('over HTTP', () => {
  test('a dry run says what a reading would change, and writes nothing', async () => {
    expect(await call('/poll', { dryRun: true }, 'viewer')).toMatchObject({ status: 403 });
    expect(await call('/poll', { dryRun: true })).toMatchObject({
      status: 200,
      body: { dryRun: true, run: { keys: [`card:${approved}`, `card:${nowhere}`] } },
    });
    expect([await countCards(), await countPosts()]).toEqual([0, 0]);
  });

  test('a reading is made, and everybody may see what came of it', async () => {
    const poll = await call('/poll', { why: 'the board was changed by hand' });
    expect(poll).toMatchObject({ status: 200, body: { run: { outcome: 'done' } } });
    await world.rest();
    expect(await call('/status', undefined, 'viewer')).toMatchObject({
      status: 200,
      body: {
        status: {
          ...{ cards: 2, absent: 0, unread: 0 },
          deliveries: [
            { tipo: 'pedido', estado: 'bloqueado', count: 1 },
            { tipo: 'pedido', estado: 'enviado', count: 1 },
          ],
          pendings: [{ reason: 'sem_localizacao', count: 1 }],
        },
      },
    });
    expect(await call('/pendings?reason=sem_localizacao', undefined, 'viewer')).toMatchObject({
      body: { pendings: [{ isalesId: nowhere, nextStep: expect.stringContaining('iSales') }] },
    });
    const history = await call(`/cards/${approved}/history`, undefined, 'viewer');
    expect(history.body).toMatchObject({
      history: [
        {
          ...{ seq: 1, status: 'ativo', estado: 'enviado', chave: `isales:${approved}:1` },
          tentativas: [{ codigo: 201, resultado: 'applied' }],
        },
      ],
    });
    const actions = (await listAudit(world.database.prisma)).map(({ action }) => action);
    expect(actions).toContain('fieldcontrol.poll');
  });

  test('an unchanged board costs one request to iSales and none to FieldControl', async () => {
    const before = await countCalls();
    const poll = await world.run('poll');
    expect(poll).toMatchObject({ state: 'skipped', reason: 'board-unchanged' });
    await world.rest();
    expect(await countCalls()).toEqual({ ...before, board: before.board + 1 });
  });

  test('every card is read again within a day, with three requests, and not sooner', async () => {
    const before = await countCalls();
    const idle = { state: 'skipped', reason: 'nothing-due' };
    await age('23 hours');
    expect(await world.run('refresh')).toMatchObject(idle);
    expect(await countCalls()).toEqual(before);
    await age('50 minutes');
    expect(await world.run('refresh')).toMatchObject({ state: 'done', counts: { read: 2 } });
    await world.rest();
    const details = { clientes: 2, propostas: 2, campos: 2 };
    const once = { ...before, ...add(before, details) };
    expect(await countCalls()).toEqual(once);
    await age('23 hours');
    expect(await world.run('refresh')).toMatchObject(idle);
    expect(await countCalls()).toEqual(once);
  });

  test('steps are done one by one, and cards again, without a second request', async () => {
    const posts = await countPosts();
    for (const step of ['refresh', 'locate', 'push', 'reconcile']) {
      expect(await call(`/steps/${step}`, {})).toMatchObject({ status: 200 });
    }
    expect(await call('/cards/repush', { reason: 'sem_localizacao', dryRun: true })).toMatchObject({
      body: { dryRun: true, cards: [nowhere], previews: [{ estado: 'bloqueado', requests: [] }] },
    });
    expect(await countMarks()).toBe(0);
    for (const kind of ['refetch', 'replay', 'repush']) {
      expect(await call(`/cards/${kind}`, { cards: [approved] })).toMatchObject({
        status: 200,
        body: { cards: [approved], unmatched: [], run: { outcome: expect.any(String) } },
      });
    }
    expect(await call('/cards/repush', { cards: [approved, '0815'], dryRun: true })).toMatchObject({
      body: { cards: [approved], unmatched: ['0815'], hasMore: false },
    });
    const since = new Date(0).toISOString();
    expect(await call('/cards/replay', { since })).toMatchObject({
      body: { cards: [approved, nowhere] },
    });
    await world.rest();
    expect(await countPosts()).toBe(posts);
  });

  test('cards are done again by the period in which they moved', async () => {
    const between = world.clock.now().toISOString();
    const late = await create();
    await world.settle();
    const posts = await countPosts();
    const before = await countCalls();
    const early = await call('/cards/refetch', { until: between });
    expect(early).toMatchObject({ status: 200, body: { cards: [approved, nowhere] } });
    await world.rest();
    const twice = await countCalls();
    expect(twice).toEqual({ ...before, ...add(before, { clientes: 2, propostas: 2, campos: 2 }) });
    expect(await call('/cards/refetch', { since: between })).toMatchObject({
      body: { cards: [late] },
    });
    await world.rest();
    const each = { clientes: 1, propostas: 1, campos: 1 };
    expect(await countCalls()).toEqual({ ...twice, ...add(twice, each) });
    expect(await call('/cards/repush', { since: between, until: between })).toMatchObject({
      body: { cards: [] },
    });
    expect(await countPosts()).toBe(posts);
  });

  test('cards are done again by the reason of a pending', async () => {
    const before = await countCalls();
    const choice = { reason: 'sem_localizacao' };
    for (const kind of ['refetch', 'replay', 'repush']) {
      const again = await call(`/cards/${kind}`, choice);
      expect(again).toMatchObject({ status: 200, body: { cards: [nowhere] } });
      await world.rest();
    }
    const each = { clientes: 1, propostas: 1, campos: 1 };
    expect(await countCalls()).toEqual({ ...before, ...add(before, each) });
    expect(await call('/pendings?reason=sem_localizacao')).toMatchObject({
      body: { pendings: [{ isalesId: nowhere }] },
    });
  });

  test('what cannot be done is refused with words', async () => {
    expect(await call('/cards/0815/history')).toMatchObject({ status: 404 });
    expect(await call('/steps/dance', {})).toMatchObject({ status: 400 });
    expect(await call('/cards/refetch', {})).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('Say which cards') },
    });
    expect(await call('/cards/repush', { cards: ['0815'], dryRun: true })).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('No card fits 0815') },
    });
    expect(await call('/cards/repush', { reason: 'sem_juizo' })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('sem_localizacao') },
    });
    expect(await call('/pendings?reason=sem_juizo')).toMatchObject({ status: 400 });
    const unknown = await fetch(`${world.api.url}/api/fieldcontrol/status`);
    expect(unknown.status).toBe(401);
  });
});

test('in a terminal: the same, as documents', async () => {
  const { ponte } = operator;
  const posts = await countPosts();
  const ask = async (...args: string[]): Promise<Record<string, unknown>> =>
    JSON.parse(await ponte('fieldcontrol', ...args, '--json')) as Record<string, unknown>;
  const next = await create();
  expect(await ask('poll', '--dry-run')).toMatchObject({ dryRun: true, cards: [`card:${next}`] });
  expect(await countCards()).toBe(3);
  expect(await ask('step', 'push')).toMatchObject({ step: 'push', outcome: 'skipped' });
  expect(await ask('pendings', '--reason', 'sem_localizacao')).toMatchObject({
    pendings: [{ isalesId: nowhere }],
  });
  expect(await ask('repush', '--since', '30d', '--dry-run')).toMatchObject({ dryRun: true });
  expect(await ponte('fieldcontrol', 'history', approved)).toMatch(/ativo +pedido +enviado +201/);
  expect(await ponte('fieldcontrol', 'status')).toMatch(/^3 cards, 0 gone from the board/);
  await expect(ponte('fieldcontrol', 'refetch')).rejects.toThrow('Say which cards');
  expect(await countPosts()).toBe(posts);
});
