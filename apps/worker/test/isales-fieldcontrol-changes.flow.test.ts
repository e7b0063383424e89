import { setSetting } from '@ponte/db/settings';
import { releaseHeld } from '@ponte/operations/release-held';
import { reprocess } from '@ponte/operations/reprocess-cards';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import {
  INSTALLATION,
  readDetailsAgain,
  readHoldsOf,
  readRequests,
  startFieldWorld,
  type FieldRequest,
  type FieldWorld,
} from './world/start-field-world.ts';

// One world for all: every scenario has a card of its own.
let world: FieldWorld;

beforeAll(async () => {
  world = await startFieldWorld({ postgresUrl: inject('postgresUrl'), timeScale: 240 });
  await world.startWorker().ready;
});
afterEach(async () => {
  await world.field.faults([]);
  await world.geo.faults([]);
});
afterAll(() => world.end());

const AWAY = { kind: 'error-502' };

async function createDelivered(): Promise<number> {
  const id = Number((await world.isales.act('create-card', { column: INSTALLATION }))['id']);
  await world.settle();
  return id;
}

async function requestOf(id: number): Promise<FieldRequest | undefined> {
  return (await readRequests(world)).find(({ externalId }) => externalId === `isales:${id}:1`);
}

const holdsOf = (id: number) => readHoldsOf(world, id);
const edit = (id: number, more: Record<string, unknown>) =>
  world.isales.act('edit-card', { id, ...more });

const readAgain = (id: number) => readDetailsAgain(world, id);

/** Whatever waits would wait for days: only what asks for it brings it. */
async function waitForDays(kind: string): Promise<void> {
  const { rowCount } = await world.database.pool.query(
    `UPDATE dirty SET waits_until = now() + interval '3 days' WHERE kind = $1`,
    [kind],
  );
  expect(rowCount).toBe(1);
  // Having nothing to do, the push now sleeps as long: it does not happen to look in the meantime.
  await world.run('push');
}

const ELSEWHERE = {
  ...{ cep: '15085-480', logradouro: 'Rua das Acácias', numero: '999', bairro: 'Centro' },
  ...{ cidade: 'São José do Rio Preto', estado: 'SP', link_localizacao: null },
};

test('FieldControl is away for long: somebody is told, and the change comes when it is back', async () => {
  const id = await createDelivered();
  await world.field.faults([{ ...AWAY, match: { method: 'put *' } }]);
  await edit(id, { vendedor: 'Rui' });
  await readAgain(id);
  await expect.poll(() => holdsOf(id)).toEqual([`${id}:divergencia_pos_envio`]);
  await world.field.faults([]);
  await expect.poll(async () => (await requestOf(id))?.message).toMatch(/^VENDEDOR: Rui/);
  await expect.poll(() => holdsOf(id)).toEqual([]);
});

test('a person who lets it go, or has the card sent again, has it tried at once', async () => {
  const id = await createDelivered();
  await world.field.faults([{ ...AWAY, match: { method: 'put *' } }]);
  await edit(id, { vendedor: 'Bia' });
  await readAgain(id);
  const key = `${id}:divergencia_pos_envio`;
  await expect.poll(() => holdsOf(id)).toEqual([key]);
  await waitForDays('request');
  await releaseHeld(world.ports, { keys: [key] }, { by: 'test' });
  // As if it had never been tried: it is told again when it fails as often.
  await expect.poll(() => holdsOf(id)).toEqual([key]);
  await waitForDays('request');
  await world.field.faults([]);
  const choice = { account: 'default', isalesIds: [String(id)] };
  await reprocess(world.ports, { kind: 'repush', choice }, { by: 'test' });
  await expect.poll(async () => (await requestOf(id))?.message).toMatch(/^VENDEDOR: Bia/);
  await expect.poll(() => holdsOf(id)).toEqual([]);
});

test('a place that is found late is brought as soon as it is found', async () => {
  const id = await createDelivered();
  const before = await requestOf(id);
  await world.geo.faults([AWAY]);
  await edit(id, { cliente: ELSEWHERE });
  await readAgain(id);
  await expect.poll(() => holdsOf(id)).toContain(`${id}:divergencia_pos_envio`);
  await waitForDays('request');
  await world.geo.faults([]);
  await expect.poll(async () => (await requestOf(id))?.locationId).not.toBe(before?.locationId);
  await expect.poll(() => holdsOf(id)).toEqual([]);
});

test('a place that was too rough is brought when a person allows it', async () => {
  const id = await createDelivered();
  const before = await requestOf(id);
  const allow = (value: string) =>
    setSetting(world.database.pool, {
      ...{ integration: 'isales-fieldcontrol', key: 'leastPrecision', value, by: 'test' },
    });
  await allow('pessoa');
  // A reading sees the setting as it is then, and not what it was between two of them.
  await world.run('poll');
  await edit(id, { cliente: { ...ELSEWHERE, numero: '1001' } });
  await readAgain(id);
  await expect
    .poll(() => holdsOf(id))
    .toEqual([`${id}:divergencia_pos_envio`, `${id}:geo_precisao_baixa`]);
  await waitForDays('request');
  await allow('cep');
  await world.run('poll');
  await expect.poll(async () => (await requestOf(id))?.locationId).not.toBe(before?.locationId);
  await expect.poll(() => holdsOf(id)).toEqual([]);
});

test('what the planner has accepted gets its comment once comments are allowed and it is let go', async () => {
  const id = await createDelivered();
  await world.field.act('accept-ticket', { ticket: (await requestOf(id))?.id });
  await edit(id, { vendedor: 'Ana' });
  await readAgain(id);
  const key = `${id}:divergencia_pos_envio`;
  await expect.poll(() => holdsOf(id)).toEqual([key]);
  await setSetting(world.database.pool, {
    ...{ integration: 'isales-fieldcontrol', key: 'changedAfterAcceptance', value: 'comment' },
    by: 'test',
  });
  await releaseHeld(world.ports, { keys: [key] }, { by: 'test' });
  const readOrders = async (): Promise<string> =>
    JSON.stringify((await world.field.state('?orders=1'))['orders']);
  await expect.poll(readOrders).toContain('VENDEDOR: Ana');
  await world.rest();
  expect(await holdsOf(id)).toEqual([]);
});

test('a phone that FieldControl cannot take for long is added when it can', async () => {
  const id = await createDelivered();
  await world.field.faults([{ ...AWAY, match: { method: 'post /customers/{id}/phones' } }]);
  await edit(id, { cliente: { telefone: '(17) 99666-4455' } });
  await readAgain(id);
  const { pool } = world.database;
  const tries = async (): Promise<number> => {
    const { rows } = await pool.query<{ tries: number }>(
      `SELECT tries FROM dirty WHERE kind = 'contacts'`,
    );
    return rows[0]?.tries ?? 0;
  };
  await expect.poll(tries).toBeGreaterThanOrEqual(6);
  expect(await holdsOf(id)).toEqual([`${id}:contato_recusado`]);
  await waitForDays('contacts');
  await world.field.faults([]);
  await releaseHeld(world.ports, { keys: [`${id}:contato_recusado`] }, { by: 'test' });
  const phones = async (): Promise<string> =>
    JSON.stringify((await world.field.state('?customers=1'))['customers']);
  await expect.poll(phones).toContain('17996664455');
  await expect.poll(() => holdsOf(id)).toEqual([]);
});
