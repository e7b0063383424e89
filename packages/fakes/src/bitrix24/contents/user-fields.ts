import type { DealField, FieldType } from './deal-field.ts';

type Row = readonly [name: string, type: FieldType, title: string, isMultiple?: boolean];

// The user fields that the first company's table is fed from.
const companyRows: readonly Row[] = [
  ['UF_CRM_1697653896576', 'string', 'Ordem de serviço'],
  ['UF_CRM_1697762313423', 'string', 'Nome do cliente'],
  ['UF_CRM_1697763267151', 'string', 'Nome da mãe'],
  ['UF_CRM_1697764091406', 'date', 'Data de vencimento'],
  ['UF_CRM_1697807340141', 'string', 'E-mail'],
  ['UF_CRM_1697807353336', 'string', 'CPF'],
  ['UF_CRM_1697807372536', 'string', 'RG'],
  ['UF_CRM_1697808018193', 'string', 'Referência'],
  ['UF_CRM_1698688252221', 'string', 'Rua'],
  ['UF_CRM_1698698407472', 'string', 'Contato 01'],
  ['UF_CRM_1698698858832', 'string', 'Contato 02'],
  ['UF_CRM_1698761151613', 'date', 'Data de instalação'],
  ['UF_CRM_1699452141037', 'enumeration', 'Quais operadoras têm viabilidade?', true],
  ['UF_CRM_1699475211222', 'enumeration', 'Responsável pela venda'],
  ['UF_CRM_1700661252544', 'string', 'Número'],
  ['UF_CRM_1700661287551', 'string', 'Bairro'],
  ['UF_CRM_1700661314351', 'string', 'CEP'],
  ['UF_CRM_1700663313965', 'enumeration', 'BKO input'],
  ['UF_CRM_1714143720', 'date', 'Data input'],
  ['UF_CRM_1731588487', 'string', 'Cidade'],
  ['UF_CRM_1731589190', 'string', 'UF'],
];

// What else a portal of some years carries; the names follow from the position.
const otherTitles: readonly (readonly [FieldType, string, boolean?])[] = [
  ['string', 'Plano contratado'],
  ['money', 'Mensalidade'],
  ['boolean', 'Fidelidade'],
  ['integer', 'Velocidade (Mega)'],
  ['double', 'Desconto %'],
  ['datetime', 'Agendado para'],
  ['url', 'Link do contrato'],
  ['employee', 'Técnico'],
  ['file', 'Documento'],
  ['enumeration', 'Turno da instalação'],
  ['string', 'Telefones extras', true],
  ['crm_status', 'Origem da indicação'],
  ['string', 'Complemento'],
  ['string', 'Observação do BKO'],
  ['date', 'Data de nascimento'],
  ['enumeration', 'Forma de pagamento'],
  ['boolean', 'Portabilidade'],
  ['string', 'Número a portar'],
  ['string', 'Protocolo'],
  ['enumeration', 'Motivo da perda'],
  ['money', 'Taxa de instalação'],
  ['integer', 'Pontos adicionais'],
  ['datetime', 'Contato feito em'],
  ['string', 'Banco'],
  ['string', 'Profissão'],
  ['file', 'Fotos do local', true],
  ['enumeration', 'Serviços extras', true],
  ['double', 'Latitude'],
  ['double', 'Longitude'],
  ['string', 'Tipo de imóvel'],
  ['boolean', 'Aceita WhatsApp'],
  ['string', 'Instagram'],
  ['employee', 'Supervisores', true],
  ['date', 'Fim da fidelidade'],
  ['string', 'Vencedor & brinde'],
  ['string', 'Código do vendedor'],
  ['integer', 'Score'],
  ['string', 'Motivo do atraso'],
  ['string', 'Etiqueta'],
];

const otherRows: readonly Row[] = otherTitles.map(([type, title, isMultiple], index) => [
  `UF_CRM_${1721244482250 + index * 7_654_321}`,
  type,
  title,
  isMultiple === true,
]);

/** The number of the first user field; each next one is higher by the step. */
export const firstFieldId = 5501;
export const fieldIdStep = 6;

/** The user fields of a deal: 60 of them, all types that CRM portals commonly have. */
export const userFields: readonly DealField[] = [...companyRows, ...otherRows].map(
  ([name, type, title, isMultiple], index) => ({
    name,
    type,
    title,
    isReadOnly: false,
    isImmutable: false,
    isMultiple: isMultiple === true,
    isDynamic: true,
    fieldId: String(firstFieldId + index * fieldIdStep),
    ...(type === 'crm_status' ? { statusType: 'SOURCE' } : {}),
  }),
);
