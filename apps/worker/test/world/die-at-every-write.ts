import type { FieldWorld } from './start-field-world.ts';

/** A write of the integration, told apart from others of its table. */
interface Spot {
  readonly name: string;
  readonly table: string;
  readonly event: 'INSERT' | 'UPDATE';
  readonly when?: string;
}

/** From the board to the request, every kind of transaction has one of these in it. */
const SPOTS: readonly Spot[] = [
  { name: 'move_noted', table: 'os_status_historico', event: 'INSERT' },
  { name: 'reading_kept', table: 'isales_snapshot', event: 'INSERT' },
  { name: 'person_kept', table: 'cliente', event: 'INSERT' },
  { name: 'project_kept', table: 'pagamento', event: 'INSERT' },
  {
    name: 'place_kept',
    table: 'endereco',
    event: 'UPDATE',
    when: 'NEW.geo_hash IS NOT NULL AND OLD.geo_hash IS NULL',
  },
  { name: 'write_begun', table: 'write_intent', event: 'INSERT' },
  { name: 'write_settled', table: 'write_intent', event: 'UPDATE', when: `NEW.state <> 'sending'` },
  {
    name: 'customer_kept',
    table: 'cliente',
    event: 'UPDATE',
    when: 'NEW.field_id IS NOT NULL AND OLD.field_id IS NULL',
  },
  {
    name: 'contacts_kept',
    table: 'cliente',
    event: 'UPDATE',
    when: 'NEW.hash_contatos IS DISTINCT FROM OLD.hash_contatos',
  },
  ...['pronto', 'enviando', 'enviado', 'suprimido'].map((estado) => ({
    ...{ name: `delivery_${estado}`, table: 'envio_field', event: 'UPDATE' as const },
    when: `NEW.estado = '${estado}' AND OLD.estado <> '${estado}'`,
  })),
];

export interface DyingWrites {
  /** From now on each kind of write dies once more. */
  again(): Promise<void>;
  /** This kind of write does not die any more. */
  spare(name: (typeof SPOTS)[number]['name']): Promise<void>;
  /** Kinds of writes that died since. */
  countDead(): Promise<number>;
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
  const names = SPOTS.map(({ name }) => `dead_${name}`);
  return {
    again: async () => {
      await pool.query(`SELECT setval(name::regclass, 1, false) FROM unnest($1::text[]) AS name`, [
        names,
      ]);
    },
    spare: async (name) => {
      await pool.query('SELECT setval($1::regclass, 1, true)', [`dead_${name}`]);
    },
    countDead: async () => {
      const { rows } = await pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM pg_sequences
          WHERE sequencename = ANY($1) AND last_value IS NOT NULL`,
        [names],
      );
      return rows[0]?.count ?? 0;
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
