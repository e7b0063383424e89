/** A customer as real accounts have them. People are invented; documents are the usual test values. */
export interface OddCustomer {
  readonly name: string;
  /** Day it was made. */
  readonly createdOn: string;
  readonly documentNumber: string | null;
  readonly code?: string;
  readonly isArchived?: boolean;
  readonly notes?: string;
}

/** They come first in the main account, in this order. */
export const oddCustomers: readonly OddCustomer[] = [
  // Short names, no documents: the norm.
  { name: 'DPSP', createdOn: '2022-02-14', documentNumber: null },
  { name: 'D1000', createdOn: '2022-02-15', documentNumber: null },
  { name: 'Maria Silva', createdOn: '2022-08-01', documentNumber: null },
  { name: 'maria silva ', createdOn: '2023-01-19', documentNumber: '' },
  // Made before 2025, with the usual mask.
  { name: 'Rita de Cássia Moura', createdOn: '2024-05-20', documentNumber: '714.287.938-60' },
  // Digits only, made later.
  { name: 'Augusto Bittencourt', createdOn: '2025-06-03', documentNumber: '15350946056' },
  // Archived: not to be used any more.
  {
    ...{ name: 'Nádia Vasques (não usar)', createdOn: '2023-04-11' },
    ...{ documentNumber: '16899535009', isArchived: true, notes: 'cadastro antigo' },
  },
  // One firm twice, the old card archived.
  {
    ...{ name: 'Panificadora Vale Verde', createdOn: '2023-09-05' },
    ...{ documentNumber: '11222333000181', isArchived: true },
  },
  {
    ...{ name: 'Panificadora Vale Verde Ltda', createdOn: '2025-03-18' },
    documentNumber: '11.222.333/0001-81',
  },
  // Letters in a CNPJ.
  { name: 'Agro Serrana S.A.', createdOn: '2026-08-02', documentNumber: '12.ABC.345/01DE-35' },
  // Documents are not checked: wrong digits, words, the same number in two forms.
  { name: 'Cliente de teste', createdOn: '2024-11-30', documentNumber: '27032236881' },
  { name: 'Sítio Boa Esperança', createdOn: '2025-10-10', documentNumber: 'isento' },
  { name: 'Valdir Antunes', createdOn: '2024-01-08', documentNumber: '270.322.368-82' },
  { name: 'Valdir Antunes Jr', createdOn: '2025-12-01', documentNumber: '27032236882' },
  // Somebody keeps numbers of another program in `code`.
  { name: 'Oficina do Beto', createdOn: '2025-02-20', documentNumber: null, code: 'ERP-00017' },
];
