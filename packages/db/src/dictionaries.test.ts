import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { inTransaction } from './client.ts';
import { listFieldChanges } from './deal-fields.ts';
import {
  findNameAt,
  listDealFields,
  saveDictionaries,
  type DealFieldRow,
  type DictionaryRead,
  type FieldDrift,
} from './dictionaries.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
beforeEach(() =>
  database.pool.query('TRUNCATE dictionary_entry, dictionary_history, deal_field, field_change'),
);
afterAll(() => database.remove());

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 22, hour));
const stage = { account: 'a', kind: 'stage', code: 'NEW' };

function read(hour: number, change: Partial<DictionaryRead>): Promise<FieldDrift> {
  const nothing = { account: 'a', kinds: ['stage'], entries: [], fields: [], readAt: at(hour) };
  return inTransaction(database.pool, (sql) => saveDictionaries(sql, { ...nothing, ...change }));
}

function readStage(hour: number, name: string): Promise<FieldDrift> {
  return read(hour, { entries: [{ ...stage, name, sort: 1, attributes: {} }] });
}

function field(code: string, change: Partial<DealFieldRow> = {}): DealFieldRow {
  const plain = { type: 'string', isMultiple: false, isCustom: true, isReadOnly: false };
  return { code, label: code, ...plain, ...change };
}

test('a renamed stage keeps its code and every name it had', async () => {
  await readStage(1, 'Novo');
  await readStage(2, 'Novo');
  await readStage(3, 'Entrada');
  await readStage(5, 'Triagem');
  const nameAt = (hour: number): Promise<string | undefined> =>
    findNameAt(database.pool, { ...stage, at: at(hour) });
  expect(await Promise.all([0, 1, 2, 3, 4, 5, 9].map(nameAt))).toEqual([
    ...['Novo', 'Novo', 'Novo', 'Entrada', 'Entrada', 'Triagem', 'Triagem'],
  ]);
  const { rows } = await database.pool.query(
    `SELECT old_name, new_name, from_at, until_at FROM dictionary_history ORDER BY until_at`,
  );
  expect(rows).toEqual([
    { old_name: 'Novo', new_name: 'Entrada', from_at: at(1), until_at: at(3) },
    { old_name: 'Entrada', new_name: 'Triagem', from_at: at(3), until_at: at(5) },
  ]);
});

test('a name that never was read is undefined', async () => {
  expect(await findNameAt(database.pool, { ...stage, at: at(1) })).toBeUndefined();
});

test('a code that vanishes and comes back has no second name', async () => {
  await readStage(1, 'Novo');
  await read(2, {});
  await readStage(3, 'Novo');
  expect(await database.prisma.dictionaryHistory.count()).toBe(0);
});

test('a read that arrives late changes neither names nor fields', async () => {
  await readStage(5, 'Triagem');
  await read(6, { fields: [field('UF_1')] });
  await readStage(4, 'Novo');
  expect(await read(4, { fields: [field('UF_1', { label: 'Old' }), field('UF_2')] })).toMatchObject(
    {
      ...{ changedFields: [], vanishedFields: [] },
    },
  );
  expect(await findNameAt(database.pool, { ...stage, at: at(9) })).toBe('Triagem');
  expect(await listDealFields(database.pool, 'a')).toMatchObject([{ label: 'UF_1' }]);
});

test('reads that meet leave one history', async () => {
  await readStage(1, 'Novo');
  await Promise.all([2, 3, 4, 5].map((hour) => readStage(hour, 'Entrada')));
  expect(await database.prisma.dictionaryHistory.count()).toBe(1);
});

test('new, changed, vanished and returned fields are told and recorded, and nothing is dropped', async () => {
  const first = await read(1, { fields: [field('UF_1'), field('UF_2'), field('UF_3')] });
  expect(first).toEqual({
    ...{ newFields: ['UF_1', 'UF_2', 'UF_3'], changedFields: [], vanishedFields: [] },
  });
  const second = await read(2, {
    fields: [field('UF_2', { type: 'double', label: 'Preço', isMultiple: true }), field('UF_4')],
  });
  expect(second).toEqual({
    newFields: ['UF_4'],
    changedFields: [
      { code: 'UF_2', what: 'label', before: 'UF_2', after: 'Preço' },
      { code: 'UF_2', what: 'multiple', before: 'false', after: 'true' },
      { code: 'UF_2', what: 'type', before: 'string', after: 'double' },
    ],
    vanishedFields: ['UF_1', 'UF_3'],
  });
  const third = await read(3, { fields: [field('UF_1')] });
  expect(third).toMatchObject({ newFields: ['UF_1'], vanishedFields: ['UF_2', 'UF_4'] });
  expect(await read(4, { fields: [field('UF_1')] })).toEqual({
    ...{ newFields: [], changedFields: [], vanishedFields: [] },
  });
  const changes = await listFieldChanges(database.pool, { account: 'a', limit: 100 });
  expect(changes).toHaveLength(12);
  expect(changes[0]).toMatchObject({ at: at(3) });
  expect(await database.prisma.dealField.count()).toBe(4);
});

test('fields come in the portal’s order', async () => {
  await read(1, { fields: [field('UF_9'), field('UF_1', { sort: 5 }), field('UF_5')] });
  const fields = await listDealFields(database.pool, 'a');
  expect(fields.map(({ code }) => code)).toEqual(['UF_9', 'UF_5', 'UF_1']);
});

test('a label with characters that PostgreSQL refuses is stored without them', async () => {
  await read(1, { fields: [field('UF_1', { label: 'a\0b\uD800' })] });
  expect(await listDealFields(database.pool, 'a')).toMatchObject([{ label: 'a\uFFFDb\uFFFD' }]);
});
