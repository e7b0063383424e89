import { describe, expect, test } from 'vitest';
import { readCustomFields, toPlainLabel } from './custom-fields.ts';

const NOTHING = {
  ...{ formaPgto: null, responsavelFinanciamento: null, valorSeguro: null },
  ...{ observacoesPgto: null, observacoes: null, acesso: null },
};

test('the labels of the vendor’s own form are read, the mistyped one too', () => {
  expect(
    readCustomFields({
      'VALOR DO SEGURO': '450,00',
      'FORMA DE PAGAMENTO': ['FINANCIAMENTO'],
      'Forma de Pagamento': 'PIX',
      'FINANCIAMENTO NO NOME DE (somente se a FORMA DE PAGMENTO for FINANCIAMENTO)': 'Marina',
      'DETALHAMENTO DO PAGAMENTO': 'entrada de 10%',
      OBSERVAÇÕES: 'telhado novo',
      'ACESSO AO LOCAL (marcar todas as opções aplicáveis)': ['Portão', 'Cão bravo'],
    }),
  ).toEqual({
    ...{ formaPgto: 'FINANCIAMENTO', responsavelFinanciamento: 'Marina', valorSeguro: '450,00' },
    ...{ observacoesPgto: 'entrada de 10%', observacoes: 'telhado novo' },
    acesso: 'Portão, Cão bravo',
  });
});

describe('two forms of one label', () => {
  test.each([
    ['null', null],
    ['an empty text', '  '],
    ['an empty list', []],
    ['a list of nothing', [null, '']],
  ])('the new one gives way to the old one when it is %s', (_, empty) => {
    const labels = { 'FORMA DE PAGAMENTO': empty, 'Forma de Pagamento': 'PIX' };
    expect(readCustomFields(labels).formaPgto).toBe('PIX');
  });

  test.each([
    ['new first', { 'FORMA DE PAGAMENTO': ['BOLETO'], 'Forma de Pagamento': 'PIX' }],
    ['old first', { 'Forma de Pagamento': 'PIX', 'FORMA DE PAGAMENTO': ['BOLETO'] }],
    ['the new one mistyped', { 'Forma de Pagamento': 'PIX', 'FORMA DE PAGMENTO': 'BOLETO' }],
  ])('the new one wins: %s', (_, labels) => {
    expect(readCustomFields(labels).formaPgto).toBe('BOLETO');
  });
});

describe('a label with a typing error', () => {
  test.each([
    ['FORMA DE PAGMENTO', 'formaPgto'],
    ['forma  de pagamento ', 'formaPgto'],
    ['FORMA DE PAGAMENT0', 'formaPgto'],
    ['OBSERVACOES', 'observacoes'],
    ['OBSERVAÇOES', 'observacoes'],
    ['OBSEVAÇÕES', 'observacoes'],
    ['VALOR DO SEGRUO', 'valorSeguro'],
    ['Valor do seguro (R$)', 'valorSeguro'],
    ['ACESSO AO LOCAL', 'acesso'],
    ['DETALHAMENTO DE PAGAMENTO', 'observacoesPgto'],
    ['FINANCIAMENTO NO NOME DE: (somente se a FORMA DE PAGAMENTO for…', 'responsavelFinanciamento'],
  ])('%s is %s', (label, field) => {
    expect(readCustomFields({ [label]: 'x' })).toEqual({ ...NOTHING, [field]: 'x' });
  });

  test.each(['VALOR', 'SEGURO', 'OBSERVAÇÕES DO PROJETO', 'VALOR DO CONTRATO', 'FORMA'])(
    '%s is none of ours',
    (label) => expect(readCustomFields({ [label]: 'x' })).toEqual(NOTHING),
  );
});

test('nothing is nothing', () => expect(readCustomFields({})).toEqual(NOTHING));

test('what differs between spellings is taken away', () => {
  expect(toPlainLabel('Forma  de Pagmento (nova)')).toBe('forma de pagamento');
});
