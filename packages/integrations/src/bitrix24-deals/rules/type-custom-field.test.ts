import type { CustomValue } from '@ponte/connectors/bitrix24/model';
import { expect, test } from 'vitest';
import { typeCustomField } from './type-custom-field.ts';

const rows: [string, string, CustomValue, unknown][] = [
  ['text stays text', 'string', '01310-100', '01310-100'],
  ['a whole number becomes a number', 'integer', '-12', -12],
  ['a number beyond safe integers stays text', 'integer', '9007199254740993', '9007199254740993'],
  ['a number with letters stays as sent', 'integer', '12 un.', '12 un.'],
  ['a decimal stays text, because money hides in such fields', 'double', '10.10', '10.10'],
  ['1 is true', 'boolean', '1', true],
  ['0 is false', 'boolean', '0', false],
  ['a word is not a boolean', 'boolean', 'talvez', 'talvez'],
  ['money is amount and currency', 'money', '300.5|BRL', { amount: '300.5', currency: 'BRL' }],
  ['money without a currency stays as sent', 'money', '300', '300'],
  ['a date is the day that the portal means', 'date', '2024-09-10T03:00:00+03:00', '2024-09-10'],
  ['west of Greenwich it is that day too', 'date', '2024-09-09T21:00:00-03:00', '2024-09-10'],
  ['a date in another form stays as sent', 'date', '10/09/2024', '10/09/2024'],
  ['a moment is UTC', 'datetime', '2024-09-10T03:00:00+03:00', '2024-09-10T00:00:00.000Z'],
  ['a moment that is none stays as sent', 'datetime', 'amanhã', 'amanhã'],
  ['an option stays its id', 'enumeration', '113', '113'],
  [
    'a file keeps its id and loses its addresses, which carry access tokens',
    'file',
    { id: 7, showUrl: '/x?auth=s', downloadUrl: '/y?auth=s' },
    { id: '7' },
  ],
];

test.each(rows)('%s', (_sentence, type, value, typed) => {
  expect(typeCustomField({ code: 'UF_X', type, isMultiple: false }, value)).toEqual(typed);
});

test('every value of a multiple field is typed', () => {
  const field = { code: 'UF_X', type: 'integer', isMultiple: true };
  expect(typeCustomField(field, ['1', '2', 'x'])).toEqual([1, 2, 'x']);
});

test('a field that the portal’s list does not know stays as sent', () => {
  expect(typeCustomField(undefined, '1')).toBe('1');
});
