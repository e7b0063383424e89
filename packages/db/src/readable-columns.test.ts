import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTransaction } from './client.ts';
import { saveDeals, type DealRow } from './deals.ts';
import { dealFields } from './deal-upsert.ts';
import { saveDictionaries, type DealFieldRow } from './dictionaries.ts';
import { listReadableColumns, rebuildReadableView } from './readable-view.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

const noon = new Date('2026-11-22T12:00:00Z');
const nothing = Object.fromEntries(dealFields.map((field) => [field, null])) as unknown as DealRow;
const deal = (id: string, change: Partial<DealRow>): DealRow => ({
  ...{ ...nothing, account: 'default', id, categoryId: '0', stageId: 'NEW', fingerprint: 'f' },
  ...{ createdAt: noon, modifiedAt: noon, readAt: noon, custom: {}, ...change },
});
const field = (code: string, label: string, type: string): DealFieldRow => ({
  ...{ code, label, type, isMultiple: false, isReadOnly: false, isCustom: code.startsWith('UF_') },
});
const fields = [
  field('ID', 'ID', 'integer'),
  field('BEGINDATE', 'Início', 'date'),
  field('CLOSEDATE', 'Fechamento', 'date'),
  field('UF_REFERRAL', 'Indicação', 'crm_status'),
];

/** Without the driver's own idea of a date. */
async function selectText(zone: string): Promise<unknown[]> {
  return inTransaction(database.pool, async (sql) => {
    await sql.query(`SET LOCAL TimeZone = '${zone}'`);
    const { rows } = await sql.query<Record<string, unknown>>(
      `SELECT inicio::text, fechamento::text, indicacao FROM deals_readable ORDER BY id`,
    );
    return rows;
  });
}

test('days are days for readers in every zone, and codes of CRM dictionaries are names', async () => {
  await saveDeals(database.pool, [
    deal('1', { beginAt: new Date('2024-09-09T00:00:00Z'), custom: { UF_REFERRAL: 'CALL' } }),
    deal('2', { closeAt: new Date('2024-12-31T00:00:00Z'), custom: { UF_REFERRAL: 'GONE' } }),
  ]);
  const entries = [
    { kind: 'enum:UF_REFERRAL', code: 'CALL', name: 'Ligação', sort: 0, attributes: {} },
  ];
  await inTransaction(database.pool, (sql) =>
    saveDictionaries(sql, { account: 'default', kinds: [], entries, fields, readAt: noon }),
  );
  // As an older version has built it, when these columns were instants.
  await database.pool.query(
    `CREATE VIEW deals_readable AS
       SELECT d.id::bigint AS id, d.begin_at AS inicio, d.close_at AS fechamento FROM deal d;
     COMMENT ON VIEW deals_readable IS 'Built by Ponte, 0123456789abcdef.';
     CREATE VIEW own_report AS SELECT inicio FROM deals_readable;
     GRANT SELECT ON deals_readable TO PUBLIC`,
  );
  expect(await rebuildReadableView(database.pool, 'default')).toMatchObject({ changed: true });
  for (const zone of ['UTC', 'America/Sao_Paulo', 'Asia/Vladivostok']) {
    expect(await selectText(zone)).toEqual([
      { inicio: '2024-09-09', fechamento: null, indicacao: 'Ligação' },
      { inicio: null, fechamento: '2024-12-31', indicacao: 'GONE' },
    ]);
  }
  const columns = await listReadableColumns(database.pool, 'default');
  expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    ...['id bigint', 'inicio date', 'fechamento date', 'indicacao text'],
  ]);
  // A view of somebody's own goes on with what it was built upon.
  const { rows } = await database.pool.query('SELECT count(*)::int AS rows FROM own_report');
  expect(rows).toEqual([{ rows: 2 }]);
});
