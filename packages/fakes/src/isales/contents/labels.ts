/** The visible labels that custom fields are keyed by; the missing letter is the vendor's own. */
export const labels = {
  insurance: 'VALOR DO SEGURO',
  payment: 'FORMA DE PAGAMENTO',
  paymentBefore: 'Forma de Pagamento',
  financedBy: 'FINANCIAMENTO NO NOME DE (somente se a FORMA DE PAGMENTO for FINANCIAMENTO)',
  paymentDetails: 'DETALHAMENTO DO PAGAMENTO',
  remarks: 'OBSERVAÇÕES',
  access: 'ACESSO AO LOCAL (marcar todas as opções aplicáveis)',
} as const;

/** The columns of the engineering funnel that are known, and some that are of no interest. */
export const columns = {
  approved: 17840,
  expansion: 20024,
  cancelled: 20363,
  others: [17838, 17839, 17841, 18120],
} as const;
