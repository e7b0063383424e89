import { expect } from 'vitest';
import type { FieldWorld } from './start-field-world.ts';

/** A write of the integration, told apart from others of its table. */
interface Spot {
  readonly name: string;
  readonly table: string;
  readonly event: 'INSERT' | 'UPDATE';
  readonly when?: string;
}

const becomesSet = (column: string): string =>
  `NEW.${column} IS NOT NULL AND OLD.${column} IS NULL`;

/** What is made at FieldControl, each with a ledger entry of its own: begun before, settled after. */
const made = ['Customer', 'Location', 'Ticket'].flatMap((object): Spot[] => {
  const isOfIt = `NEW.operation = 'fieldcontrol.create${object}'`;
  const name = object.toLowerCase();
  return [
    { name: `${name}_begun`, table: 'write_intent', event: 'INSERT', when: isOfIt },
    {
      ...{ name: `${name}_settled`, table: 'write_intent', event: 'UPDATE' },
      when: `${isOfIt} AND NEW.state <> 'sending'`,
    },
  ];
});

const deliveryStates = ['bloqueado', 'pronto', 'enviando', 'incerto', 'enviado', 'suprimido'];

/** From the board to the request, every kind of transaction has one of these in it. */
const SPOTS: readonly Spot[] = [
  { name: 'move_noted', table: 'os_status_historico', event: 'INSERT' },
  { name: 'row_kept', table: 'isales_snapshot', event: 'INSERT', when: `NEW.tipo = 'quadro'` },
  { name: 'reading_kept', table: 'isales_snapshot', event: 'INSERT', when: `NEW.tipo <> 'quadro'` },
  { name: 'person_kept', table: 'cliente', event: 'INSERT' },
  { name: 'project_kept', table: 'pagamento', event: 'INSERT' },
  { name: 'place_kept', table: 'endereco', event: 'UPDATE', when: becomesSet('geo_hash') },
  ...made,
  { name: 'customer_kept', table: 'cliente', event: 'UPDATE', when: becomesSet('field_id') },
  {
    ...{ name: 'location_kept', table: 'endereco', event: 'UPDATE' },
    when: becomesSet('location_field_id'),
  },
  {
    ...{ name: 'contacts_kept', table: 'cliente', event: 'UPDATE' },
    when: 'NEW.hash_contatos IS DISTINCT FROM OLD.hash_contatos',
  },
  ...deliveryStates.map((estado): Spot => {
    const when = `NEW.estado = '${estado}' AND OLD.estado <> '${estado}'`;
    return { name: `delivery_${estado}`, table: 'envio_field', event: 'UPDATE', when };
  }),
  { name: 'change_noted', table: 'dirty', event: 'INSERT', when: `NEW.kind = 'request'` },
  {
    ...{ name: 'change_told', table: 'envio_field', event: 'UPDATE' },
    when: `OLD.estado = 'enviado' AND NEW.request_hash IS DISTINCT FROM OLD.request_hash`,
  },
  { name: 'absence_noted', table: 'os', event: 'UPDATE', when: becomesSet('ausente_desde') },
  { name: 'absence_told', table: 'os', event: 'UPDATE', when: becomesSet('ausencia_avisada') },
  { name: 'pending_opened', table: 'held', event: 'INSERT' },
  { name: 'pending_closed', table: 'held', event: 'UPDATE', when: becomesSet('released_at') },
];

export interface DyingWrites {
  /** From now on each kind of write dies once more. */
  again(): Promise<void>;
  /** This kind of write does not die any more. */
  spare(name: string): Promise<void>;
  /** Fails unless each of these kinds has died since; from now on each dies once more. */
  expectDead(...names: readonly string[]): Promise<void>;
  end(): Promise<void>;
}

/**
 * Each kind of write dies once, at its commit, as PostgreSQL takes it back when a worker is killed in
 * that moment: whatever was sent before has been sent, and nothing was written of it. What counts the
 * deaths is a sequence, which no rollback takes back.
 */
export async function dieAtEveryWrite({ database }: FieldWorld): Promise<DyingWrites> {
  const { pool } = database;
  await pool.query(`CREATE FUNCTION die_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF nextval(TG_ARGV[0]::regclass) = 1 THEN
        RAISE EXCEPTION 'terminating connection: %', TG_ARGV[0] USING ERRCODE = '57P01';
      END IF;
      RETURN NULL;
    END $$`);
  for (const { name, table, event, when = 'true' } of SPOTS) {
    await pool.query(`CREATE SEQUENCE dead_${name}`);
    await pool.query(`CREATE CONSTRAINT TRIGGER dead_${name} AFTER ${event} ON ${table}
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (${when})
      EXECUTE FUNCTION die_once('dead_${name}')`);
  }
  const sequences = SPOTS.map(({ name }) => `dead_${name}`);
  const again = async (): Promise<void> => {
    await pool.query(`SELECT setval(name::regclass, 1, false) FROM unnest($1::text[]) AS name`, [
      sequences,
    ]);
  };
  return {
    again,
    spare: async (name) => {
      await pool.query('SELECT setval($1::regclass, 1, true)', [`dead_${name}`]);
    },
    expectDead: async (...names) => {
      const { rows } = await pool.query<{ name: string }>(
        `SELECT substr(sequencename, length('dead_') + 1) AS name FROM pg_sequences
          WHERE sequencename = ANY($1) AND last_value IS NOT NULL`,
        [sequences],
      );
      const dead = rows.map(({ name }) => name);
      expect(dead, 'kinds of writes that died').toEqual(expect.arrayContaining([...names]));
      await again();
    },
    end: async () => {
      for (const { name, table } of SPOTS) {
        await pool.query(`DROP TRIGGER dead_${name} ON ${table}`);
        await pool.query(`DROP SEQUENCE dead_${name}`);
      }
      await pool.query('DROP FUNCTION die_once');
    },
  };
}
