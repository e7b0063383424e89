import { describe, expect, test } from 'vitest';
import type { DealField } from './model.ts';
import { findDropped, findFieldProblems } from './update-deal.ts';

function field(name: string, more: Partial<DealField> = {}): DealField {
  return {
    name,
    type: 'string',
    title: name,
    isRequired: false,
    isReadOnly: false,
    isImmutable: false,
    isMultiple: false,
    isCustom: false,
    ...more,
  };
}

const FIELDS = [
  field('TITLE'),
  field('ID', { isReadOnly: true }),
  field('CATEGORY_ID', { isImmutable: true }),
  field('UF_ONE', { options: [{ id: '45', name: 'Vivo' }] }),
  field('UF_MANY', { isMultiple: true, options: [{ id: '45', name: 'Vivo' }] }),
];

describe('before sending', () => {
  test.each([
    ['a field nobody has', { NOPE: 1 }, 'no deal field NOPE'],
    ['a read-only field', { ID: '1' }, 'ID is read-only'],
    ['an immutable field', { CATEGORY_ID: '1' }, 'CATEGORY_ID cannot be changed'],
    ['an unknown option', { UF_ONE: '99' }, 'UF_ONE has no such option'],
    ['an unknown option among several', { UF_MANY: ['45', '99'] }, 'UF_MANY has no such option'],
    ['two values for one', { TITLE: ['a', 'b'] }, 'TITLE takes one value'],
  ])('%s is refused', (_, fields, problem) => {
    expect(findFieldProblems(fields, FIELDS)).toEqual([expect.stringContaining(problem)]);
  });

  test('good fields pass, an option may be cleared', () => {
    expect(findFieldProblems({ TITLE: 'x', UF_ONE: '', UF_MANY: [45] }, FIELDS)).toEqual([]);
  });
});

describe('after writing', () => {
  test.each([
    ['text', 'a', 'a'],
    ['a number written with more digits', '1000', '1000.00'],
    ['a number sent as a number', 5, '5'],
    ['nothing', null, ''],
    ['an empty list', [], false],
    ['a list in another order', ['45', 47], ['47', '45']],
    ['an instant in another zone', '2026-01-01T00:00:00Z', '2026-01-01T03:00:00+03:00'],
    ['a day', '2026-01-01', '2026-01-01T03:00:00+03:00'],
    ['a flag', true, 'Y'],
    ['a user flag that is off', false, '0'],
  ])('%s is the same', (_, sent, stored) => {
    expect(findDropped({ F: sent }, { F: stored })).toEqual([]);
  });

  test.each([
    ['another text', 'a', 'b'],
    ['a value that was not stored', 'a', null],
    ['one of two options', ['45', '47'], ['45']],
    ['another amount', '10.5', '10.50001'],
    ['a flag that stayed off', true, '0'],
  ])('%s was dropped', (_, sent, stored) => {
    expect(findDropped({ F: sent }, { F: stored })).toEqual(['F']);
  });

  test('comments are rewritten by the portal on purpose', () => {
    expect(findDropped({ COMMENTS: '<b>x</b>' }, { COMMENTS: 'x' })).toEqual([]);
  });
});
