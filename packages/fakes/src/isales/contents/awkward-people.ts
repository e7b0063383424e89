import { shortHost } from '../../brazil/map-links.ts';
import { addressOf, type AwkwardCase } from './awkward-case.ts';
import { toCnpj } from './documents.ts';
import { columns, labels } from './labels.ts';

/** Who the client is, and how to reach them. */
export const awkwardPeople: readonly AwkwardCase[] = [
  {
    name: 'example',
    column: columns.approved,
    createdOn: '2026-03-02',
    cliente: {
      ...{ nome: 'Marina Prado Lemos', cpf: '529.982.247-25', email: 'marina@example.test' },
      ...{ telefone: '(16) 98888-1234', telefone_secundario: null },
      ...addressOf('15085480', '383'),
      link_localizacao: `${shortHost}/abc123`,
      data_fechamento: '2026-03-01 10:00:00',
    },
    proposta: {
      ...{ mod_descricao: '12x Módulo 550W', inv_descricao: '1x Inversor 6kW' },
      ...{ inv2_descricao: null, inv3_descricao: null, valor_final: '28500.00' },
    },
    custom: {
      [labels.insurance]: '450,00',
      [labels.payment]: ['FINANCIAMENTO'],
      [labels.paymentBefore]: 'PIX',
      [labels.financedBy]: 'Marina Prado Lemos',
      [labels.paymentDetails]: 'entrada de 10%',
      [labels.remarks]: 'telhado novo',
      [labels.access]: ['Portão', 'Cão bravo'],
    },
  },
  { name: 'no-document', cliente: { nome: 'Otávio Teles', cpf: null } },
  { name: 'no-document', cliente: { nome: 'Lívia Goulart', cpf: '' } },
  { name: 'invalid-document', cliente: { nome: 'Renato Paiva', cpf: '111.111.111-11' } },
  { name: 'invalid-document', cliente: { nome: 'Célia Paiva', cpf: '529.982.247-26' } },
  { name: 'same-person', cliente: { nome: 'João Batista Nunes', cpf: '111.444.777-35' } },
  { name: 'same-person', cliente: { nome: 'JOAO B. NUNES ', cpf: '11144477735' } },
  {
    name: 'two-cards',
    ...{ column: columns.approved, createdOn: '2025-06-10' },
    cliente: { cpf: '39053344705' },
  },
  {
    name: 'two-cards',
    ...{ column: columns.expansion, clientOf: 'two-cards', createdOn: '2025-08-06' },
  },
  { name: 'alphanumeric-cnpj', cliente: { cpf: '12.ABC.345/01DE-35' } },
  { name: 'lower-case-cnpj', cliente: { cpf: toCnpj('SANDBOX10001').toLowerCase() } },
  { name: 'numeric-cnpj', cliente: { cpf: '11222333000181' } },
  { name: 'quoted-name', cliente: { nome: 'Sítio "Boa Vista" & Filhos 😀' } },
  {
    name: 'long-name',
    cliente: {
      nome: 'Associação dos Pequenos Produtores de Leite e Derivados do Vale do Rio Turvo e Região',
    },
  },
  { name: 'no-phone', cliente: { telefone: null, telefone_secundario: null, email: null } },
  { name: 'no-phone', cliente: { telefone: '', telefone_secundario: '' } },
  { name: 'landline', cliente: { telefone: '(16) 3333-1234' } },
  { name: 'old-mobile', cliente: { telefone: '(16) 8888-1234', telefone_secundario: '' } },
  {
    name: 'second-phone',
    cliente: { telefone: '16988881235', telefone_secundario: '(16) 3333-1235' },
  },
  { name: 'phone-is-words', cliente: { telefone: 'ligar para a esposa' } },
];
