import type { DealField, FieldType } from './deal-field.ts';

type Row = readonly [
  name: string,
  type: FieldType,
  title: string,
  mark?: 'read-only' | 'immutable',
];

// The fields of b24restdocs crm-deal-fields.md, in the portal's order.
const rows: readonly Row[] = [
  ['ID', 'integer', 'ID', 'read-only'],
  ['TITLE', 'string', 'Nome'],
  ['TYPE_ID', 'crm_status', 'Tipo'],
  ['STAGE_ID', 'crm_status', 'Etapa'],
  ['PROBABILITY', 'integer', 'Probabilidade'],
  ['CURRENCY_ID', 'crm_currency', 'Moeda'],
  ['OPPORTUNITY', 'double', 'Valor'],
  ['IS_MANUAL_OPPORTUNITY', 'char', 'IS_MANUAL_OPPORTUNITY'],
  ['TAX_VALUE', 'double', 'Imposto'],
  ['LEAD_ID', 'crm_lead', 'Lead', 'read-only'],
  ['COMPANY_ID', 'crm_company', 'Empresa'],
  ['CONTACT_ID', 'crm_contact', 'Contato'],
  ['QUOTE_ID', 'crm_quote', 'Orçamento', 'read-only'],
  ['BEGINDATE', 'date', 'Data de início'],
  ['CLOSEDATE', 'date', 'Data de fechamento'],
  ['ASSIGNED_BY_ID', 'user', 'Responsável'],
  ['CREATED_BY_ID', 'user', 'Criado por', 'read-only'],
  ['MODIFY_BY_ID', 'user', 'Modificado por', 'read-only'],
  ['DATE_CREATE', 'datetime', 'Criado em', 'read-only'],
  ['DATE_MODIFY', 'datetime', 'Modificado em', 'read-only'],
  ['OPENED', 'char', 'Disponível a todos'],
  ['CLOSED', 'char', 'Fechado', 'read-only'],
  ['COMMENTS', 'string', 'Comentário'],
  ['ADDITIONAL_INFO', 'string', 'Informação adicional'],
  ['LOCATION_ID', 'location', 'Localização'],
  ['CATEGORY_ID', 'crm_category', 'Funil', 'immutable'],
  ['STAGE_SEMANTIC_ID', 'string', 'Grupo da etapa', 'read-only'],
  ['IS_NEW', 'char', 'Negócio novo', 'read-only'],
  ['IS_RECURRING', 'char', 'Recorrente'],
  ['IS_RETURN_CUSTOMER', 'char', 'Cliente que volta'],
  ['IS_REPEATED_APPROACH', 'char', 'Nova abordagem'],
  ['SOURCE_ID', 'crm_status', 'Fonte'],
  ['SOURCE_DESCRIPTION', 'string', 'Sobre a fonte'],
  ['ORIGINATOR_ID', 'string', 'Sistema externo'],
  ['ORIGIN_ID', 'string', 'ID no sistema externo'],
  ['MOVED_BY_ID', 'user', 'MOVED_BY_ID', 'read-only'],
  ['MOVED_TIME', 'datetime', 'MOVED_TIME', 'read-only'],
  ['LAST_ACTIVITY_TIME', 'datetime', 'Última atividade', 'read-only'],
  ['LAST_ACTIVITY_BY', 'user', 'Última atividade por', 'read-only'],
  ['UTM_SOURCE', 'string', 'utm_source'],
  ['UTM_MEDIUM', 'string', 'utm_medium'],
  ['UTM_CAMPAIGN', 'string', 'utm_campaign'],
  ['UTM_CONTENT', 'string', 'utm_content'],
  ['UTM_TERM', 'string', 'utm_term'],
];

const statusTypes: Readonly<Record<string, string>> = {
  TYPE_ID: 'DEAL_TYPE',
  STAGE_ID: 'DEAL_STAGE',
  SOURCE_ID: 'SOURCE',
};

/** The system fields of a deal. */
export const systemFields: readonly DealField[] = rows.map(([name, type, title, mark]) => ({
  name,
  type,
  title,
  isReadOnly: mark === 'read-only',
  isImmutable: mark === 'immutable',
  isMultiple: false,
  isDynamic: false,
  ...(statusTypes[name] === undefined ? {} : { statusType: statusTypes[name] }),
}));
