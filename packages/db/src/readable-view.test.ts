import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { inTransaction } from './client.ts';
import { rebuildCompanyView } from './company-view.ts';
import { saveDeals, markDealsDeleted, type DealRow } from './deals.ts';
import { saveDictionaries, type DealFieldRow, type DictionaryEntry } from './dictionaries.ts';
import { dealFields } from './deal-upsert.ts';
import { listReadableColumns, rebuildReadableView } from './readable-view.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
beforeEach(async () => {
  await database.pool.query(
    `TRUNCATE deal, dictionary_entry, dictionary_history, deal_field, field_change;
     DROP VIEW IF EXISTS deals_readable, bitrix CASCADE`,
  );
});
afterAll(() => database.remove());

const noon = new Date('2026-11-22T12:00:00Z');
const nothing = Object.fromEntries(dealFields.map((field) => [field, null])) as unknown as DealRow;
let reads = 0;

function deal(id: string, change: Partial<DealRow> = {}): DealRow {
  return {
    ...nothing,
    ...{ account: 'default', id, title: `Obra ${id}`, categoryId: '0', stageId: 'NEW' },
    ...{ createdAt: noon, modifiedAt: noon, readAt: noon, fingerprint: 'f', custom: {} },
    ...change,
  };
}

function field(code: string, label: string, change: Partial<DealFieldRow> = {}): DealFieldRow {
  const isCustom = code.startsWith('UF_');
  return { code, label, type: 'string', isMultiple: false, isReadOnly: false, isCustom, ...change };
}

function entry(kind: string, code: string, name: string): DictionaryEntry {
  return { kind, code, name, sort: 0, attributes: {} };
}

const standard = [
  field('ID', 'ID', { type: 'integer' }),
  field('TITLE', 'Título'),
  field('STAGE_ID', 'Etapa', { type: 'crm_status' }),
  field('CATEGORY_ID', 'Funil', { type: 'crm_category' }),
  field('OPPORTUNITY', 'Valor', { type: 'double' }),
  field('CLOSED', 'Fechado', { type: 'char' }),
  field('DATE_CREATE', 'Criado em', { type: 'datetime' }),
  field('ASSIGNED_BY_ID', 'Responsável', { type: 'user' }),
  field('CONTACT_IDS', 'Contatos', { type: 'crm_contact', isMultiple: true }),
];
const names = [
  entry('stage', 'NEW', 'Entrada'),
  entry('category', '0', 'Geral'),
  entry('user', '5', 'Ana'),
  ...['45 Vivo', '47 Claro'].map((text) => {
    const [code = '', name = ''] = text.split(' ');
    return entry('enum:UF_OP', code, name);
  }),
];

async function readFields(fields: readonly DealFieldRow[], entries = names): Promise<void> {
  reads += 1;
  const readAt = new Date(noon.getTime() + reads * 1_000);
  await inTransaction(database.pool, (sql) =>
    saveDictionaries(sql, { account: 'default', kinds: [], entries, fields, readAt }),
  );
}

async function rebuild(fields: readonly DealFieldRow[]) {
  await readFields(fields);
  return rebuildReadableView(database.pool, 'default');
}

async function select(text: string): Promise<Record<string, unknown>[]> {
  return (await database.pool.query<Record<string, unknown>>(text)).rows;
}

test('the view speaks the portal’s labels, and codes are names', async () => {
  await saveDeals(database.pool, [
    deal('10', { assignedById: '5', opportunity: '10.50', custom: { UF_OP: ['47', '45', '99'] } }),
    deal('9', { stageId: 'GONE', assignedById: '77', custom: { UF_OP: '45' } }),
    deal('8', { account: 'other' }),
    deal('7'),
  ]);
  await markDealsDeleted(database.pool, { account: 'default', ids: ['7'], readAt: noon });
  const operators = field('UF_OP', 'Operadora', { type: 'enumeration', isMultiple: true });
  expect(await rebuild([...standard, operators])).toEqual({
    ...{ columns: 9, changed: true, view: 'deals_readable' },
  });
  expect(
    await select(
      `SELECT id, titulo, etapa, funil, valor + 1 AS mais, responsavel, operadora
         FROM deals_readable ORDER BY id`,
    ),
  ).toEqual([
    {
      ...{ id: '9', titulo: 'Obra 9', etapa: 'GONE', funil: 'Geral', mais: null },
      ...{ responsavel: '77', operadora: 'Vivo' },
    },
    {
      ...{ id: '10', titulo: 'Obra 10', etapa: 'Entrada', funil: 'Geral', mais: '11.5000' },
      ...{ responsavel: 'Ana', operadora: 'Claro, Vivo, 99' },
    },
  ]);
});

test('a name that was changed shows at once, without a new view', async () => {
  await saveDeals(database.pool, [deal('1')]);
  await rebuild(standard);
  await readFields(standard, [entry('stage', 'NEW', 'Triagem')]);
  expect((await rebuildReadableView(database.pool, 'default')).changed).toBe(false);
  expect(await select('SELECT etapa FROM deals_readable')).toEqual([{ etapa: 'Triagem' }]);
});

test('building the same again does nothing', async () => {
  await rebuild(standard);
  const oid = `SELECT 'deals_readable'::regclass::oid AS oid`;
  const before = await select(oid);
  expect(await rebuild(standard)).toMatchObject({ changed: false, columns: 8 });
  expect(await select(oid)).toEqual(before);
});

test('without any known field the view has the deals’ ids', async () => {
  await saveDeals(database.pool, [deal('3')]);
  expect(await rebuildReadableView(database.pool, 'default')).toMatchObject({ columns: 1 });
  expect(await select('SELECT * FROM deals_readable')).toEqual([{ id: '3' }]);
});

const values: unknown[] = [
  ...['', 'abc', '12', '-3.5', '1e400', '9'.repeat(300), 'Y', 'true', '300.5|BRL', '|', 'NaN'],
  ...['2024-02-29', '2023-02-29', '2024-13-01', '0000-01-01', '2024-04-31', '2024-09-10T03:00:00'],
  ...[
    '2024-09-10T03:00:00+03:00',
    '2024-09-10T00:00:00.000Z',
    '2024-09-10T25:00:00Z',
    '10/09/2024',
  ],
  ...[
    '2024-09-10T03:00:00+99:00',
    `2024-09-10T${'0'.repeat(60)}T01:00:00Z`,
    '9999-12-31',
    'infinity',
  ],
  ...[0, 1, -5, 1.5, 1e300, true, false, null, [], ['45'], [null], [1, 'x'], {}, { id: '7' }],
  ...[{ amount: '10.5', currency: 'BRL' }, { amount: 'x', currency: 3 }, { amount: null }, [[1]]],
  [
    { amount: '1', currency: 'BRL' },
    { amount: '2', currency: 'USD' },
  ],
];
const types = [
  ...['string', 'integer', 'double', 'boolean', 'date', 'datetime', 'money', 'enumeration'],
  ...['employee', 'file', 'url', 'crm', 'iblock_element', 'something-new'],
];

test('a value of a wrong type is NULL in its column and never an error', async () => {
  await saveDeals(
    database.pool,
    values.map((value, at) => deal(String(at + 1), { custom: { UF_OP: value } })),
  );
  for (const type of types) {
    for (const isMultiple of [false, true]) {
      await rebuild([...standard, field('UF_OP', 'X', { type, isMultiple })]);
      const rows = await select('SELECT * FROM deals_readable ORDER BY id');
      expect(rows).toHaveLength(values.length);
    }
  }
});

async function showAs(type: string, value: unknown): Promise<unknown> {
  await database.pool.query('TRUNCATE deal');
  await saveDeals(database.pool, [deal('1', { custom: { UF_OP: value } })]);
  await rebuild([field('UF_OP', 'X', { type })]);
  return inTransaction(database.pool, async (sql) => {
    await sql.query(`SET LOCAL TIME ZONE 'UTC'`);
    const { rows } = await sql.query<{ row: unknown }>(
      'SELECT to_jsonb(v) AS row FROM deals_readable v',
    );
    return rows[0]?.row;
  });
}

const shown: [type: string, value: unknown, row: Record<string, unknown>][] = [
  ['integer', 12, { x: 12 }],
  ['integer', '12', { x: 12 }],
  ['integer', '12 un.', { x: null }],
  ['double', '10.10', { x: 10.1 }],
  ['boolean', true, { x: true }],
  ['boolean', '0', { x: false }],
  ['boolean', 'talvez', { x: null }],
  ['date', '2024-02-29', { x: '2024-02-29' }],
  ['date', '2023-02-29', { x: null }],
  ['date', '2024-09-10T03:00:00+03:00', { x: '2024-09-10' }],
  ['date', '2024-09-10T00:00:00.000Z', { x: null }],
  ['datetime', '2024-09-10T00:00:00.000Z', { x: '2024-09-10T00:00:00+00:00' }],
  ['datetime', 'amanhã', { x: null }],
  ['money', { amount: '300.5', currency: 'BRL' }, { x: 300.5, x_currency: 'BRL' }],
  ['money', '300.5|BRL', { x: 300.5, x_currency: 'BRL' }],
  ['money', 'muito', { x: null, x_currency: null }],
  ['string', ['a', 'b'], { x: 'a, b' }],
  ['file', { id: '7' }, { x: '7' }],
  ['employee', '5', { x: 'Ana' }],
  ['enumeration', '45', { x: 'Vivo' }],
  ['enumeration', 45, { x: 'Vivo' }],
  ['enumeration', 'Vivo (texto)', { x: 'Vivo (texto)' }],
];

test.each(shown)('a field of type %s shows %j as %j', async (type, value, row) => {
  expect(await showAs(type, value)).toEqual({ id: 1, ...row });
});

test('labels of three languages, equal labels and labels that attack make plain columns', async () => {
  const fields = [
    ...standard,
    field('UF_1', `"; DROP TABLE deal; --`),
    field('UF_2', `'); DELETE FROM deal; --\\`),
    field('UF_3', 'Сумма договора'),
    field('UF_4', 'Қаржы көзі'),
    field('UF_5', 'Valor', { type: 'money' }),
    field(`UF_'; DROP TABLE deal; --"\\`, 'Select'),
  ];
  await saveDeals(database.pool, [
    deal('1', { custom: { [`UF_'; DROP TABLE deal; --"\\`]: 'ok' } }),
  ]);
  await rebuild(fields);
  expect(
    await select(
      `SELECT drop_table_deal, delete_from_deal, summa_dogovora, qarzhy_kozi, valor, valor_2,
              valor_currency, select_ FROM deals_readable`,
    ),
  ).toMatchObject([{ select_: 'ok' }]);
  const columns = await listReadableColumns(database.pool, 'default');
  expect(columns.slice(-1)).toEqual([
    { name: 'select_', fieldCode: `UF_'; DROP TABLE deal; --"\\`, label: 'Select', type: 'text' },
  ]);
  expect(
    await select(
      `SELECT col_description('deals_readable'::regclass, ordinal_position) AS text
         FROM information_schema.columns
        WHERE table_name = 'deals_readable' AND column_name = 'qarzhy_kozi'`,
    ),
  ).toEqual([{ text: 'UF_4: Қаржы көзі' }]);
});

test('a portal of many fields and many enumerations has a view that answers', async () => {
  const many = Array.from({ length: 160 }, (_, at) =>
    field(`UF_${at}`, `Campo ${at % 40}`, { type: types[at % types.length] ?? 'string' }),
  );
  await saveDeals(database.pool, [deal('1', { custom: { UF_7: '45' } })]);
  expect((await rebuild([...standard, ...many])).columns).toBeGreaterThan(168);
  expect(await select('SELECT * FROM deals_readable')).toHaveLength(1);
});

test('columns stand in the portal’s order', async () => {
  await rebuild([field('UF_9', 'Nove'), field('TITLE', 'Título'), field('UF_1', 'Um')]);
  const columns = await listReadableColumns(database.pool, 'default');
  expect(columns.map(({ name }) => name)).toEqual(['id', 'nove', 'titulo', 'um']);
});

test('rights that people were given stay, and a view of their own goes on', async () => {
  await database.pool.query(`CREATE ROLE readable_test_reader`);
  try {
    await rebuild(standard);
    await database.pool.query(
      `GRANT SELECT ON deals_readable TO readable_test_reader;
       CREATE VIEW own AS SELECT titulo FROM deals_readable`,
    );
    await rebuild([...standard, field('UF_1', 'Um')]);
    await rebuild([...standard, field('UF_1', 'Dois')]);
    await saveDeals(database.pool, [deal('1')]);
    expect(await select('SELECT titulo FROM own')).toEqual([{ titulo: 'Obra 1' }]);
    expect(
      await select(
        `SELECT has_table_privilege('readable_test_reader', 'deals_readable', 'SELECT') AS may`,
      ),
    ).toEqual([{ may: true }]);
    const retired = `SELECT relname FROM pg_class WHERE relname LIKE 'deals\\_readable\\_retired%'`;
    expect(await select(retired)).toHaveLength(1);
    await database.pool.query('DROP VIEW own');
    await rebuild(standard);
    expect(await select(retired)).toHaveLength(0);
  } finally {
    await database.pool.query(
      `DROP VIEW IF EXISTS own; DROP OWNED BY readable_test_reader; DROP ROLE readable_test_reader`,
    );
  }
});

test('readers see a column before, during and after a field is renamed, added and removed', async () => {
  await saveDeals(database.pool, [deal('1'), deal('2')]);
  await rebuild(standard);
  let isOver = false;
  const read = async (): Promise<number> => {
    let count = 0;
    while (!isOver) {
      const rows = await select('SELECT titulo, etapa FROM deals_readable');
      expect(rows).toHaveLength(2);
      count += 1;
    }
    return count;
  };
  const readers = [read(), read(), read()];
  for (let round = 0; round < 5; round += 1) {
    await rebuild([...standard, field('UF_1', `Nome ${round}`)]);
    await rebuild([...standard, field('UF_1', `Nome ${round}`), field('UF_2', 'Outro')]);
    await rebuild(standard);
  }
  isOver = true;
  for (const count of await Promise.all(readers)) expect(count).toBeGreaterThan(0);
});

test('a reader that does not end keeps the old view, and new readers go on beside it', async () => {
  await saveDeals(database.pool, [deal('1')]);
  await rebuild(standard);
  await readFields([...standard, field('UF_1', 'Um')]);
  const patience = { lockTimeoutMs: 20, patienceMs: 300 };
  await inTransaction(database.pool, async (sql) => {
    await sql.query('SELECT titulo FROM deals_readable');
    const rebuilding = rebuildReadableView(database.pool, 'default', patience);
    const refused = expect(rebuilding).rejects.toThrow('End that query');
    expect(await select('SELECT titulo FROM deals_readable')).toHaveLength(1);
    await refused;
    expect(await select('SELECT titulo FROM deals_readable')).toHaveLength(1);
  });
  expect(await rebuildReadableView(database.pool, 'default')).toMatchObject({ changed: true });
  expect(await select('SELECT um FROM deals_readable')).toHaveLength(1);
});

test('rebuilds that meet build one view', async () => {
  await readFields(standard);
  const all = await Promise.all([1, 2, 3].map(() => rebuildReadableView(database.pool, 'default')));
  expect(all.filter(({ changed }) => changed)).toHaveLength(1);
});

test('each account has its own view', async () => {
  await saveDeals(database.pool, [deal('1', { account: 'Loja-2' })]);
  const { view } = await rebuildReadableView(database.pool, 'Loja-2');
  expect(view).toMatch(/^deals_readable_loja_2_[0-9a-f]{6}$/);
  expect(await select(`SELECT id FROM ${view}`)).toEqual([{ id: '1' }]);
});

test('the first company’s queries find their columns, with days in the company’s zone', async () => {
  await saveDeals(database.pool, [
    deal('7', {
      createdAt: new Date('2024-09-10T01:30:00Z'),
      contactId: '84',
      custom: {
        UF_CRM_1698761151613: '2024-09-10',
        UF_CRM_1697764091406: 'dia 5',
        UF_CRM_1699452141037: ['47', '45'],
        UF_CRM_1697807353336: '000.000.000-00',
      },
    }),
    deal('8'),
  ]);
  const operators = 'UF_CRM_1699452141037';
  await readFields(
    [
      ...standard,
      field('UF_CRM_1698761151613', 'Data de instalação', { type: 'date' }),
      field('UF_CRM_1697764091406', 'Vencimento', { type: 'date' }),
      field(operators, 'Operadoras', { type: 'enumeration', isMultiple: true }),
      field('UF_CRM_1697807353336', 'CPF'),
    ],
    [...names, entry(`enum:${operators}`, '45', 'Vivo'), entry(`enum:${operators}`, '47', 'Claro')],
  );
  const company = { account: 'default', zone: 'America/Sao_Paulo' };
  expect(await rebuildCompanyView(database.pool, company)).toMatchObject({ view: 'bitrix' });
  expect(await rebuildCompanyView(database.pool, company)).toMatchObject({ changed: false });
  expect(await select('SELECT * FROM bitrix ORDER BY id')).toMatchObject([
    {
      ...{
        id: '7',
        title: 'Obra 7',
        stage_id: 'Entrada',
        category_id: 'Geral',
        cpf: '000.000.000-00',
      },
      ...{ date_create: '09/09/2024', data_de_instalacao: '10/09/2024', uf_crm_contato: '84' },
      ...{ data_de_vencimento: 'dia 5', quais_operadoras_tem_viabilidade: 'Claro, Vivo' },
    },
    { id: '8', data_de_instalacao: null, quais_operadoras_tem_viabilidade: '' },
  ]);
  await expect(
    rebuildCompanyView(database.pool, { account: 'default', zone: 'Mars/Base' }),
  ).rejects.toThrow('Mars/Base');
});

test('a table that has the view’s name is left alone, and the error says what to do', async () => {
  await database.pool.query('CREATE TABLE bitrix (id int)');
  try {
    await expect(
      rebuildCompanyView(database.pool, { account: 'default', zone: 'UTC' }),
    ).rejects.toThrow('Rename the table first');
  } finally {
    await database.pool.query('DROP TABLE bitrix');
  }
});
