import { describe, expect, test } from 'vitest';
import {
  readBoardRow,
  readClientContent,
  readLabelsContent,
  readProposalContent,
} from './model.ts';

describe('a row of the board', () => {
  test('with everything', () => {
    const raw = {
      ...{ id: 991001, funil_id: 2666, coluna_id: 17840, cliente_id: 501 },
      movido_em: '2026-03-02 14:07:11',
      cliente: { id: 501, nome: 'Marina Prado Lemos', vendedor: 'Davi' },
    };
    expect(readBoardRow(raw, 0)).toEqual({
      ...{ rowId: '991001', clienteId: '501', colunaId: 17840, funilId: '2666' },
      ...{ vendedor: 'Davi', nome: 'Marina Prado Lemos', movidoEm: '2026-03-02 14:07:11' },
      raw,
    });
  });

  test.each([
    ['only what is certain', { coluna_id: 17840, cliente_id: 501, cliente: { vendedor: null } }],
    ['ids as texts', { coluna_id: '17840', cliente_id: '501' }],
    ['a client that is a list', { coluna_id: 17840, cliente_id: 501, cliente: [] }],
    ['optional fields of odd types', { coluna_id: 17840, cliente_id: 501, id: {}, movido_em: [] }],
  ])('with %s', (_, raw) => {
    expect(readBoardRow(raw, 0)).toMatchObject({
      ...{ rowId: null, clienteId: '501', colunaId: 17840, vendedor: null, raw },
    });
  });

  test.each([
    ['no client', { coluna_id: 17840 }, null],
    ['no column', { cliente_id: 501, cpf: '52998224725' }, '501'],
    ['a column that is no number', { cliente_id: 501, coluna_id: 'aprovado' }, '501'],
    ['no object', 'row', null],
    ['null', null, null],
  ])('with %s is a problem that names fields and no values', (_, raw, clienteId) => {
    const row = readBoardRow(raw, 7);
    expect(row).toMatchObject({ index: 7, clienteId, raw });
    expect('problem' in row ? row.problem : '').not.toMatch(/529982|aprovado/);
  });
});

describe('what stands under a key', () => {
  test('of a client is trimmed, and blanks are null', () => {
    const read = readClientContent({
      nome: ' Marina ',
      cpf: 52998224725,
      complemento: '',
      cep: null,
    });
    expect(read).toMatchObject({
      ok: true,
      value: { nome: 'Marina', cpf: '52998224725', complemento: null, cep: null, email: null },
    });
  });

  test.each([
    ['[]', []],
    ['null', null],
    ['[null]', [null]],
  ])('%s is none', (_, content) => {
    for (const read of [readClientContent, readProposalContent, readLabelsContent]) {
      expect(read(content)).toEqual({ ok: true, value: null });
    }
  });

  test('a list with one object is that object', () => {
    expect(readProposalContent([{ mod_descricao: '12x', valor_final: 28500.5 }])).toMatchObject({
      value: { modulos: '12x', valor: '28500.5', inversor1: null },
    });
  });

  test.each([
    ['two objects', [{}, {}]],
    ['a text', 'Marina Prado'],
    ['a number', 7],
  ])('%s is a problem without values', (_, content) => {
    const read = readClientContent(content);
    expect(read).toMatchObject({ ok: false });
    expect(JSON.stringify(read)).not.toContain('Marina');
  });
});
