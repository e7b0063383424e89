import fc from 'fast-check';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { toColumnName, toColumnNames } from './column-names.ts';
import { reservedWords } from './reserved-words.ts';

const rows: [label: string, name: string | undefined][] = [
  ['Título', 'titulo'],
  ['Quais operadoras têm viabilidade?', 'quais_operadoras_tem_viabilidade'],
  ['Data de instalação', 'data_de_instalacao'],
  ['2ª via', '_2a_via'],
  ['E-mail', 'e_mail'],
  ['Ответственный менеджер', 'otvetstvennyy_menedzher'],
  ['Подъезд № 5', 'podezd_no_5'],
  ["Об'єкт і ціна", 'obyekt_i_tsina'],
  ['Қаржы көзі', 'qarzhy_kozi'],
  ['Өңір, әкімшілік ұйым', 'onir_akimshilik_uyym'],
  ['Straße & Łódź', 'strasse_lodz'],
  ['m² útil', 'm2_util'],
  ['  __Valor (R$)__ ', 'valor_r'],
  ['Order', 'order_'],
  ['user', 'user_'],
  ['xmin', 'xmin_'],
  ['"; DROP TABLE deal; --', 'drop_table_deal'],
  ['日本', undefined],
  ['%', undefined],
  ['x'.repeat(80), 'x'.repeat(63)],
  ['I\u0307stanbul', 'istanbul'],
];

test.each(rows)('%s is typed %s', (label, name) => {
  expect(toColumnName(label)).toBe(name);
});

const named = (code: string, label: string, isCustom = true) => ({ code, label, isCustom });

test('equal labels are numbered by code, whatever order they come in', () => {
  const fields = [named('UF_3', 'Valor'), named('UF_1', 'valor!'), named('UF_2', 'Válor')];
  const expected = { UF_1: 'valor', UF_2: 'valor_2', UF_3: 'valor_3' };
  expect(Object.fromEntries(toColumnNames(fields))).toEqual(expected);
  expect(Object.fromEntries(toColumnNames(fields.toReversed()))).toEqual(expected);
});

test('the portal’s own field keeps the plain name', () => {
  const names = toColumnNames([named('A_CUSTOM', 'Valor'), named('OPPORTUNITY', 'Valor', false)]);
  expect(Object.fromEntries(names)).toEqual({ OPPORTUNITY: 'valor', A_CUSTOM: 'valor_2' });
});

test('a number never meets a label that ends in one', () => {
  const names = toColumnNames([named('A', 'Tel'), named('B', 'Tel'), named('C', 'Tel 2')]);
  expect(Object.fromEntries(names)).toEqual({ A: 'tel', B: 'tel_3', C: 'tel_2' });
});

test('a label that cannot be typed gives its place to the code', () => {
  expect(toColumnNames([named('UF_CRM_7', '日本')]).get('UF_CRM_7')).toBe('uf_crm_7');
});

test('whatever the labels, every name is short, plain and the only one', () => {
  const label = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('Valor', 'valor', 'valor 2', 'select', 'select_', 'ш'.repeat(40)),
  );
  fc.assert(
    fc.property(fc.array(label, { maxLength: 30 }), (labels) => {
      const fields = labels.map((text, at) => named(`UF_${at}`, text));
      const names = [...toColumnNames(fields).values()];
      expect(new Set(names).size).toBe(fields.length);
      for (const name of names) expect(name).toMatch(/^[a-z_][a-z0-9_]{0,62}$/);
    }),
  );
});

test('every word of this PostgreSQL can be a label, and its name needs no quotes', async () => {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    const { rows: words } = await client.query<{ word: string; isReserved: boolean }>(
      `SELECT word, catcode IN ('R', 'T') AS "isReserved" FROM pg_get_keywords()`,
    );
    expect(words.filter(({ word, isReserved }) => isReserved && !reservedWords.has(word))).toEqual(
      [],
    );
    const names = words.map(({ word }) => toColumnName(word) ?? '');
    const quoted = names.map((name) => `1 AS "${name}"`).join();
    await client.query(
      `SELECT ${names.join()} FROM (SELECT ${quoted}) v WHERE ${names.join(' = 1 AND ')} = 1
        ORDER BY ${names.join()}`,
    );
  } finally {
    await client.end();
  }
});
