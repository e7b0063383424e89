import type pg from 'pg';
import type { Sql } from './client.ts';
import { listDealFields, type DealFieldRow } from './deal-fields.ts';
import { toFieldValue, type FieldValue } from './readable/deal-columns.ts';
import { replaceView, type Patience, type ReplacedView } from './readable/replace-view.ts';
import { toLiteral } from './readable/sql-text.ts';
import { toViewQuery, type ViewDefinition } from './readable/view-definition.ts';

/** The columns of the table that the first company's queries read, and the fields behind them. */
const columns: readonly (readonly [name: string, code: string])[] = [
  ['id', 'ID'],
  ['title', 'TITLE'],
  ['stage_id', 'STAGE_ID'],
  ['category_id', 'CATEGORY_ID'],
  ['uf_crm_cep', 'UF_CRM_1700661314351'],
  ['uf_crm_contato', 'CONTACT_ID'],
  ['date_create', 'DATE_CREATE'],
  ['contato01', 'UF_CRM_1698698407472'],
  ['contato02', 'UF_CRM_1698698858832'],
  ['ordem_de_servico', 'UF_CRM_1697653896576'],
  ['nome_do_cliente', 'UF_CRM_1697762313423'],
  ['nome_da_mae', 'UF_CRM_1697763267151'],
  ['data_de_vencimento', 'UF_CRM_1697764091406'],
  ['email', 'UF_CRM_1697807340141'],
  ['cpf', 'UF_CRM_1697807353336'],
  ['rg', 'UF_CRM_1697807372536'],
  ['referencia', 'UF_CRM_1697808018193'],
  ['rua', 'UF_CRM_1698688252221'],
  ['data_de_instalacao', 'UF_CRM_1698761151613'],
  ['quais_operadoras_tem_viabilidade', 'UF_CRM_1699452141037'],
  ['uf_crm_bairro', 'UF_CRM_1700661287551'],
  ['uf_crm_cidade', 'UF_CRM_1731588487'],
  ['uf_crm_numero', 'UF_CRM_1700661252544'],
  ['uf_crm_uf', 'UF_CRM_1731589190'],
  ['respoonsavel_pela_venda', 'UF_CRM_1699475211222'],
  ['bko_input', 'UF_CRM_1700663313965'],
  ['data_input', 'UF_CRM_1714143720'],
];

const STANDARD = { type: '', isMultiple: false };
const DAY = "'DD/MM/YYYY'";

/**
 * Makes the view `bitrix`, by which queries on that table of the first company go on working: codes
 * as names, days as dd/mm/yyyy in `zone`, several options joined by a comma. Fields that the portal
 * has not are left out. Rejects when there is a table of that name, and like `rebuildReadableView`.
 */
export async function rebuildCompanyView(
  pool: pg.Pool,
  { account, zone }: { account: string; zone: string },
  patience?: Patience,
): Promise<ReplacedView> {
  const define = async (sql: Sql): Promise<ViewDefinition> => {
    // An unknown zone is refused here; in the view it would fail at every reader.
    await sql.query('SELECT now() AT TIME ZONE $1', [zone]);
    return toCompanyDefinition(await listDealFields(sql, account), { account, zone });
  };
  return replaceView(pool, { name: 'bitrix', account, define }, patience);
}

function toCompanyDefinition(
  fields: readonly DealFieldRow[],
  { account, zone }: { account: string; zone: string },
): ViewDefinition {
  const known = new Map(fields.map((field) => [field.code, field]));
  const shown = columns.flatMap(([name, code], place) => {
    const field = known.get(code) ?? (code.startsWith('UF_') ? undefined : { ...STANDARD, code });
    const value = field && toFieldValue(field, account, place);
    if (field === undefined || value === undefined) return [];
    const label = known.get(code)?.label ?? code;
    return [{ ...toCompanyValue(value, field, zone), name, fieldCode: code, label }];
  });
  return {
    query: toViewQuery(shown, shown, account),
    columns: shown.map(({ name, fieldCode, label, type }) => ({ name, fieldCode, label, type })),
  };
}

/** Everything but the id is text, as it was in that table. */
function toCompanyValue(
  value: FieldValue,
  { code, isMultiple }: Pick<DealFieldRow, 'code' | 'isMultiple'>,
  zone: string,
): FieldValue {
  const { expression, type } = value;
  const asSent = `readable_text((c.custom -> ${toLiteral(code)}))`;
  const toText = (text: string): FieldValue => ({ ...value, type: 'text', expression: text });
  if (isMultiple) return toText(`COALESCE(${expression}, '')`);
  switch (type) {
    case 'text':
    case 'bigint':
      return value;
    case 'date':
      return toText(`COALESCE(to_char(${expression}, ${DAY}), ${asSent})`);
    case 'timestamptz': {
      const day = `to_char(${expression} AT TIME ZONE ${toLiteral(zone)}, ${DAY})`;
      return toText(code.startsWith('UF_') ? `COALESCE(${day}, ${asSent})` : day);
    }
    default:
      return toText(asSent);
  }
}
