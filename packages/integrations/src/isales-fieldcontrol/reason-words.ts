import type { PENDING_REASONS } from './project.ts';

/** Reasons whose word is one of the database’s, as people read them: for the middle of a sentence. */
export const reasonWords: Readonly<
  Record<Exclude<(typeof PENDING_REASONS)[number], `${string}-${string}`>, string>
> = {
  sem_localizacao: 'there is no address and no link to the place',
  link_sem_coordenadas: 'the link to the place leads to no point',
  cep_invalido: 'the CEP is not valid',
  cep_inexistente: 'nobody knows the CEP',
  cep_diverge: 'the CEP, the address and the pin contradict each other',
  geo_precisao_baixa: 'the place is not known well enough',
  documento_ausente: 'the client has no CPF or CNPJ',
  documento_invalido: 'the CPF or CNPJ is wrong',
  telefone_invalido: 'a phone or e-mail is wrong or was not added',
  servico_nao_mapeado: 'the column has no service of FieldControl',
  cliente_ambiguo: 'several customers may be this one',
  isales_incompleto: 'iSales does not say enough',
  field_rejeitou: 'FieldControl refuses the request',
  incerto: 'an answer of FieldControl was lost',
  divergencia_pos_envio: 'the project changed after the planner had acted',
  cartao_ausente: 'the card is gone from the board',
  objeto_ausente: 'FieldControl no longer shows what was delivered',
  objeto_duplicado: 'FieldControl has several objects under one key',
};
