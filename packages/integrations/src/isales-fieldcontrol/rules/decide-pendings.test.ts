import { expect, test } from 'vitest';
import { fieldFallbacks } from '../settings.ts';
import { decidePendings, type CardFacts } from './decide-pendings.ts';

const good: CardFacts = {
  ...{ nome: 'Marina Prado Lemos', documento: '52998224725', documentoInformado: '529.982.247-25' },
  place: {
    ...{ cep: '15085480', logradouro: 'Rua das Acácias', numero: '383', complemento: null },
    ...{ bairro: 'Centro', cidade: 'São José do Rio Preto', estado: 'SP' },
  },
  ...{ linkLocalizacao: null, precisao: 'pin', geoProblemas: [], tipoServico: 's', problems: [] },
  isWanted: true,
};
const nowhere = {
  ...{ cep: null, logradouro: null, numero: null, complemento: null, bairro: null, cidade: null },
  estado: null,
};

test.each<[string, Partial<CardFacts>, string, string[]]>([
  ['everything is there', {}, 'complete', []],
  ['the place was not looked for', { precisao: null, geoProblemas: null }, 'early', []],
  ['no document', { documento: null, documentoInformado: null }, 'complete', ['documento_ausente']],
  [
    'no place at all',
    { place: nowhere, precisao: null, geoProblemas: [] },
    'incomplete',
    ['sem_localizacao'],
  ],
  ['only the city is known', { precisao: 'cidade' }, 'incomplete', ['geo_precisao_baixa']],
  ['nothing is known', { precisao: null }, 'incomplete', ['geo_precisao_baixa']],
  [
    'the search for its place failed again and again',
    { precisao: null, geoProblemas: ['busca_falhou'] },
    'incomplete',
    ['geo_precisao_baixa'],
  ],
  ['the same where the place is known', { geoProblemas: ['busca_falhou'] }, 'complete', []],
  ['a card that was called off', { isWanted: false, nome: null }, 'early', []],
  ['the CEP’s place is enough', { precisao: 'cep' }, 'complete', []],
  [
    'a link that leads nowhere, a street that does',
    { linkLocalizacao: 'x', precisao: 'rua', geoProblemas: ['link_sem_coordenadas'] },
    'complete',
    ['link_sem_coordenadas'],
  ],
  [
    'a CEP of another city without a pin',
    { precisao: 'rua', geoProblemas: ['cep_diverge'] },
    'incomplete',
    ['cep_diverge'],
  ],
  ['the same with a pin', { geoProblemas: ['cep_diverge'] }, 'complete', ['cep_diverge']],
  ['a CEP nobody knows', { geoProblemas: ['cep_inexistente'] }, 'complete', ['cep_inexistente']],
  ['a column without a service', { tipoServico: null }, 'incomplete', ['servico_nao_mapeado']],
  ['a client without a name', { nome: null }, 'incomplete', ['isales_incompleto']],
  [
    'a pin without a city',
    { place: { ...nowhere, cep: '15085480' }, precisao: 'pin' },
    'incomplete',
    ['isales_incompleto'],
  ],
  [
    'what the reads said stays',
    { problems: [{ motivo: 'telefone_invalido', detalhe: 'x' }] },
    'complete',
    ['telefone_invalido'],
  ],
])('%s', (_says, change, state, reasons) => {
  const verdict = decidePendings({ ...good, ...change }, fieldFallbacks);
  expect(verdict.state).toBe(state);
  expect(verdict.pendings.map(({ motivo }) => motivo)).toEqual(reasons);
});

test('what was wrong with a place stays so until its corrected link was followed', () => {
  const { judged } = decidePendings({ ...good, geoProblemas: null }, fieldFallbacks);
  expect(judged).not.toContain('cep_diverge');
  expect(judged).toContain('telefone_invalido');
  expect(decidePendings(good, fieldFallbacks).judged).toContain('cep_diverge');
});
