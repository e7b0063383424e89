import { expect, test } from 'vitest';
import type { PlaceText } from '../project.ts';
import { toAddressKey, toBareStreet, toHouseNumber } from './normalise-address.ts';

const acacias: PlaceText = {
  ...{ cep: '15085480', logradouro: 'Rua das Acácias', numero: '383', complemento: null },
  ...{ bairro: 'Centro', cidade: 'São José do Rio Preto', estado: 'SP' },
};

test.each<[string, Partial<PlaceText>]>([
  ['case and accents', { logradouro: 'RUA DAS ACACIAS', cidade: 'sao jose do rio preto' }],
  ['a short form', { logradouro: 'R. das Acácias' }],
  ['a hyphen in the CEP', { cep: '15085-480' }],
  ['the bairro', { bairro: 'Jardim Novo' }],
  ['blanks', { logradouro: '  Rua  das Acácias ', complemento: '' }],
])('%s does not make another address', (_says, change) => {
  expect(toAddressKey({ ...acacias, ...change })).toBe(toAddressKey(acacias));
});

test.each<[string, Partial<PlaceText>]>([
  ['the number', { numero: '385' }],
  ['the flat', { complemento: 'apto 2' }],
  ['the CEP', { cep: '15085481' }],
  ['the city', { cidade: 'Mirassol' }],
])('%s does', (_says, change) => {
  expect(toAddressKey({ ...acacias, ...change })).not.toBe(toAddressKey(acacias));
});

test('no address at all is empty, and a house without a number is one', () => {
  const nothing = { cep: null, logradouro: null, numero: null, complemento: null };
  expect(toAddressKey({ ...nothing, bairro: 'Centro', cidade: null, estado: null })).toBe('');
  expect(toAddressKey({ ...acacias, numero: 's/n' })).toBe(
    toAddressKey({ ...acacias, numero: null }),
  );
});

test('a map provider gets the bare street and number', () => {
  expect(toBareStreet('Avenida Osmani Barbosa - até 1715 - lado ímpar')).toBe(
    'Avenida Osmani Barbosa',
  );
  expect(toBareStreet('Rua Dona Maria - Fundos')).toBe('Rua Dona Maria - Fundos');
  expect([toHouseNumber('383 B'), toHouseNumber('s/n'), toHouseNumber(null)]).toEqual([
    '383',
    null,
    null,
  ]);
});
