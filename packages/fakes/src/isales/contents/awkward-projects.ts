import type { AwkwardCase } from './awkward-case.ts';
import { columns, labels } from './labels.ts';

/** What was sold, where the card stands, and how the office filled it in. */
export const awkwardProjects: readonly AwkwardCase[] = [
  { name: 'cancelled-first', column: columns.cancelled, cliente: { cpf: '168.995.350-09' } },
  { name: 'expansion', column: columns.expansion, cliente: { cpf: '86288366757' } },
  { name: 'other-column', column: columns.others[0] },
  { name: 'other-column', column: columns.others[2] },
  { name: 'before-2025', createdOn: '2024-05-20', cliente: { cpf: '714.287.938-60' } },
  { name: 'no-proposal', proposta: null, cliente: { cpf: '15350946056' } },
  { name: 'no-custom-fields', custom: {} },
  { name: 'empty-client', cliente: null, proposta: null, custom: {} },
  {
    name: 'misspelt-labels',
    custom: {
      'FORMA DE PAGAMETO': ['PIX'],
      'VALOR DO SEGURO ': '390,00',
      OBSERVACOES: 'telhado de amianto',
      'ACESSO AO LOCAL (marcar todas as opcões aplicáveis)': ['Portão'],
    },
  },
  { name: 'only-old-label', custom: { [labels.paymentBefore]: 'BOLETO', [labels.payment]: [] } },
  {
    name: 'lists-as-texts',
    custom: {
      [labels.payment]: 'CARTÃO',
      [labels.access]: 'Portão',
      [labels.remarks]: ['telhado', 'novo'],
    },
  },
  { name: 'money-with-comma', proposta: { valor_final: '45.900,00' } },
  { name: 'money-with-sign', proposta: { valor_final: 'R$ 32.450,90' } },
  { name: 'money-as-number', proposta: { valor_final: 28_500 } },
  { name: 'no-closing-date', cliente: { data_fechamento: null } },
  { name: 'odd-closing-date', cliente: { data_fechamento: '31/02/2026' } },
];
