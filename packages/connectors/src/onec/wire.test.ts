import { describe, expect, test } from 'vitest';
import { findDifferences } from './compare-body.ts';
import { reduceMetadata } from './read-metadata.ts';
import { decimal, localTimeOrNull, refOrNull } from './wire.ts';

describe('scalars of 1C', () => {
  test.each([
    [14, '14'],
    [-0.125, '-0.125'],
    ['1 234,50', '1234.5'],
    ['19', '19'],
    [null, '0'],
    [undefined, '0'],
  ])('%j is the decimal %s', (written, expected) => {
    expect(decimal.parse(written)).toBe(expected);
  });

  test.each([[{}], ['many'], [1e21], [true]])('%j is no decimal', (written) => {
    expect(decimal.safeParse(written).success).toBe(false);
  });

  test('the zero GUID and 0001-01-01 are nothing', () => {
    expect(refOrNull.parse('00000000-0000-0000-0000-000000000000')).toBeNull();
    expect(localTimeOrNull.parse('0001-01-01T00:00:00')).toBeNull();
  });
});

describe('reading back', () => {
  test('a cut text, a dropped field and a lost row are named; numbers as texts are not', () => {
    const sent = {
      Комментарий: 'а'.repeat(20),
      Сумма: 10,
      Нет: 'x',
      Товары: [
        { LineNumber: 1, Цена: 5 },
        { LineNumber: 2, Цена: 5 },
      ],
    };
    const stored = {
      Комментарий: 'а'.repeat(10),
      Сумма: '10',
      Товары: [{ LineNumber: '1', Цена: 5 }],
    };
    expect(findDifferences(sent, stored).map(({ field }) => field)).toEqual([
      'Комментарий',
      'Нет',
      'Товары',
    ]);
  });
});

describe('metadata', () => {
  test('attributes may stand in any order, and sets that Ponte does not use are left out', () => {
    const xml = `<Schema><EntityType Abstract="false" Name="Catalog_Склады"><Property MaxLength="9" Type="Edm.String" Name="Code"/></EntityType><EntityType Name="Catalog_Прочее"><Property Name="Code" Type="Edm.String"/></EntityType></Schema>`;
    expect(reduceMetadata(xml).sets).toEqual([
      { name: 'Catalog_Склады', fields: [{ name: 'Code', type: 'Edm.String', maxLength: 9 }] },
    ]);
  });
});
