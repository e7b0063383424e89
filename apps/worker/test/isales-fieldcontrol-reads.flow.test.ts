import { setSetting } from '@ponte/db/settings';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import {
  INSTALLATION,
  readDeliveriesOf,
  readHoldsOf,
  readRequestsOf,
  startFieldWorld,
  type FieldWorld,
} from './world/start-field-world.ts';

// One world for all: every scenario has cards of its own.
let world: FieldWorld;

beforeAll(async () => {
  world = await startFieldWorld({ postgresUrl: inject('postgresUrl'), timeScale: 240 });
  await world.startWorker().ready;
});
afterAll(() => world.end());

interface MadeCard {
  readonly id: number;
  readonly clienteId: number;
}
const create = async (cliente: object = {}, column = INSTALLATION): Promise<MadeCard> =>
  (await world.isales.act('create-card', { column, cliente })) as unknown as MadeCard;
const deliveriesOf = ({ id }: MadeCard) => readDeliveriesOf(world, id);
const holdsOf = ({ id }: MadeCard) => readHoldsOf(world, id);
const requestsOf = ({ id }: MadeCard) => readRequestsOf(world, id);
const countGeo = async (): Promise<unknown> => (await world.geo.counters())['requests'];

/** A column that nobody follows. */
const ELSEWHERE = 11_111;
const SENT = ['1 pedido enviado'];
const STREET = {
  ...{ cep: '15085-480', logradouro: 'Rua das Acácias', numero: '383', bairro: 'Centro' },
  ...{ cidade: 'São José do Rio Preto', estado: 'SP', link_localizacao: null },
};

test('five cards that cannot be read keep no other from being read', async () => {
  const poisoned: MadeCard[] = [];
  for (let card = 0; card < 5; card += 1) poisoned.push(await create({}, ELSEWHERE));
  const faults = poisoned.map(({ clienteId }) => ({
    ...{ kind: 'internal-error', match: { id: String(clienteId) } },
  }));
  await world.isales.faults(faults);
  const good = await create({}, ELSEWHERE);
  for (const { id } of [...poisoned, good]) {
    await world.isales.act('move-card', { id, column: INSTALLATION });
  }
  await world.ring('poll');
  await expect.poll(() => deliveriesOf(good), { interval: 250 }).toEqual(SENT);
  for (const card of poisoned) expect(await deliveriesOf(card)).toEqual(['1 pedido pendente']);
  await world.isales.faults([]);
  const ends = async () => Promise.all(poisoned.map(deliveriesOf));
  await expect.poll(ends, { interval: 250 }).toEqual(poisoned.map(() => SENT));
});

test('a daily reading that dies before its card is judged is made again at once', async () => {
  const { pool } = world.database;
  const card = await create();
  await world.settle();
  await pool.query('CREATE SEQUENCE deaths');
  await pool.query(`CREATE FUNCTION die_at_first() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF nextval('deaths') = 1 THEN
        RAISE EXCEPTION 'terminating connection' USING ERRCODE = '57P01';
      END IF;
      RETURN NULL;
    END $$`);
  await pool.query(`CREATE CONSTRAINT TRIGGER die_at_first AFTER INSERT ON held
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.key LIKE '${card.id}:%')
    EXECUTE FUNCTION die_at_first()`);
  await world.isales.act('edit-card', { id: card.id, cliente: { telefone: '16 8888-1234' } });
  await pool.query(`UPDATE os SET lido_em = lido_em - interval '1 day' WHERE isales_id = $1`, [
    card.id,
  ]);
  await world.run('refresh');
  await expect.poll(() => holdsOf(card)).toEqual([`${card.id}:telefone_invalido`]);
  const { rows } = await pool.query<{ deaths: string }>('SELECT last_value AS deaths FROM deaths');
  expect(Number(rows[0]?.deaths)).toBeGreaterThan(1);
  await world.rest();
});

test('a CEP that gets nonsense is tried, then told of; the others are looked for', async () => {
  await world.geo.faults([
    { kind: 'empty-object-200', match: { method: 'viacep *', id: '05010000' } },
    { kind: 'empty-object-200', match: { id: '01001000' } },
  ]);
  const lost = await create({ ...STREET, cep: '01001-000', cidade: null, estado: null });
  const helped = await create({
    ...{ ...STREET, cep: '05010-000', logradouro: 'Rua Caiubi', bairro: 'Perdizes' },
    cidade: 'São Paulo',
  });
  await world.settle();
  expect(await deliveriesOf(helped)).toEqual(SENT);
  expect(await deliveriesOf(lost)).toEqual(['1 pedido bloqueado']);
  expect(await holdsOf(lost)).toContain(`${lost.id}:geo_precisao_baixa`);
  await world.geo.faults([]);
});

test('a pin a country away from its CEP is not believed', async () => {
  const far = await create({
    ...STREET,
    link_localizacao: 'https://www.google.com/maps?q=-3.1,-60.02',
  });
  await world.settle();
  expect(await deliveriesOf(far)).toEqual(['1 pedido bloqueado']);
  expect(await holdsOf(far)).toContain(`${far.id}:cep_diverge`);
  expect(await requestsOf(far)).toEqual([]);
});

test('what the sweep finds is delivered: its pending closes and its intent ends', async () => {
  const card = await create();
  await world.settle();
  const { pool } = world.database;
  const key = `isales:${card.id}:1`;
  // As if the answer had been lost and every look-up since had failed.
  await pool.query(`UPDATE os SET field_id = NULL WHERE isales_id = $1`, [card.id]);
  await pool.query(
    `UPDATE envio_field SET estado = 'incerto', field_id = NULL, proximo_em = now() + interval '10 days'
      WHERE chave = $1`,
    [key],
  );
  await pool.query(
    `UPDATE write_intent SET state = 'unknown', vendor_id = NULL, settled_at = NULL, look_up_at = now()
      WHERE reference = $1`,
    [key],
  );
  await pool.query(
    `INSERT INTO held (integration, account, kind, key, reason, detail)
     VALUES ('isales-fieldcontrol', 'default', 'card', $1, 'incerto', 'x')`,
    [`${card.id}:incerto`],
  );
  await world.run('reconcile');
  expect(await deliveriesOf(card)).toEqual(SENT);
  expect(await holdsOf(card)).not.toContain(`${card.id}:incerto`);
  const { rows } = await pool.query<{ state: string; vendorId: string }>(
    `SELECT state, vendor_id AS "vendorId" FROM write_intent WHERE reference = $1`,
    [key],
  );
  const [request] = await requestsOf(card);
  expect(rows).toEqual([{ state: 'applied', vendorId: request?.id }]);
});

test('a row that is another client’s now is delivered for that one', async () => {
  const nowhere = {
    ...{ cep: null, logradouro: null, numero: null, complemento: null, bairro: null },
    ...{ cidade: null, estado: null, link_localizacao: null },
  };
  const card = await create(nowhere);
  await world.settle();
  expect(await deliveriesOf(card)).toEqual(['1 pedido bloqueado']);
  const other = await create({ nome: 'Helena Prado' });
  await world.isales.act('reassign-card', { id: card.id, clienteId: other.clienteId });
  await world.settle();
  expect(await deliveriesOf(card)).toEqual(SENT);
  const [[one], [two]] = [await requestsOf(card), await requestsOf(other)];
  expect(one?.subject).toContain('Helena Prado');
  expect(one?.customerId).toBe(two?.customerId);
});

test('a lower leastPrecision lets the cards go, without a question to anybody', async () => {
  const vague = await create({
    ...{ ...STREET, cep: null, logradouro: 'Rua que ninguém conhece', bairro: null },
  });
  await world.settle();
  expect(await deliveriesOf(vague)).toEqual(['1 pedido bloqueado']);
  expect(await holdsOf(vague)).toContain(`${vague.id}:geo_precisao_baixa`);
  const before = await countGeo();
  await setSetting(world.database.pool, {
    ...{ integration: 'isales-fieldcontrol', key: 'leastPrecision', value: 'cidade', by: 'test' },
  });
  await world.settle();
  expect(await deliveriesOf(vague)).toEqual(SENT);
  expect(await holdsOf(vague)).not.toContain(`${vague.id}:geo_precisao_baixa`);
  expect(await countGeo()).toBe(before);
});

test('another farthestKm has pins believed or refused anew, without a question to anybody', async () => {
  const allow = (value: number) =>
    setSetting(world.database.pool, {
      ...{ integration: 'isales-fieldcontrol', key: 'farthestKm', value, by: 'test' },
    });
  const pin = (longitude: number) => `https://www.google.com/maps?q=-20.8197,${longitude}`;
  // About 105 and 30 km from the middle of the city.
  const far = await create({ ...STREET, link_localizacao: pin(-50.4) });
  const near = await create({ ...STREET, nome: null, link_localizacao: pin(-49.09) });
  await world.settle();
  expect(await deliveriesOf(far)).toEqual(['1 pedido bloqueado']);
  expect(await holdsOf(far)).toContain(`${far.id}:cep_diverge`);
  expect(await holdsOf(near)).toEqual([`${near.id}:isales_incompleto`]);

  const before = await countGeo();
  await allow(150);
  await world.settle();
  expect(await deliveriesOf(far)).toEqual(SENT);
  expect(await holdsOf(far)).toEqual([]);
  expect(await holdsOf(near)).toEqual([`${near.id}:isales_incompleto`]);

  await allow(10);
  await world.settle();
  expect(await holdsOf(near)).toContain(`${near.id}:cep_diverge`);
  const { rows } = await world.database.pool.query<{ latitude: string | null }>(
    'SELECT a.latitude FROM os o JOIN endereco a ON a.id = o.endereco_id WHERE o.isales_id = $1',
    [String(near.id)],
  );
  expect(rows).toEqual([{ latitude: null }]);
  // With its name it is complete, but nobody is sent to where it is not believed to be.
  await world.isales.act('edit-card', { id: near.id, cliente: { nome: 'Rita Moreira' } });
  await world.database.pool.query(
    `UPDATE os SET lido_em = lido_em - interval '1 day' WHERE isales_id = $1`,
    [String(near.id)],
  );
  await world.run('refresh');
  await expect
    .poll(() => holdsOf(near))
    .toEqual([`${near.id}:cep_diverge`, `${near.id}:geo_precisao_baixa`]);
  expect(await deliveriesOf(near)).toEqual(['1 pedido bloqueado']);
  // What has left is the planner's.
  expect(await holdsOf(far)).toEqual([]);
  expect(await countGeo()).toBe(before);
});
