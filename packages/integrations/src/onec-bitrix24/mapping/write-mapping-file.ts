export interface MappingToWrite {
  readonly bitrix24ProductId: string;
  readonly bitrix24ProductName: string;
  readonly onecProductCode: string;
  readonly onecProductName: string;
  readonly state: string;
  readonly score: number | null;
  readonly reason: string | null;
}

const TITLES = [
  ...['bitrix24_product_id', 'bitrix24_product_name', 'onec_product_code', 'onec_product_name'],
  ...['state', 'score', 'reason'],
];
const BYTE_ORDER_MARK = '\ufeff';

/** A mapping file that a spreadsheet in Russian opens as it is: UTF-8 with its mark, `;`, CRLF. */
export function writeMappingFile(rows: readonly MappingToWrite[]): string {
  const lines = rows.map((row) => [
    ...[row.bitrix24ProductId, row.bitrix24ProductName, row.onecProductCode, row.onecProductName],
    ...[row.state, row.score === null ? '' : String(row.score).replace('.', ','), row.reason ?? ''],
  ]);
  return `${BYTE_ORDER_MARK}${[TITLES, ...lines].map(toLine).join('\r\n')}\r\n`;
}

function toLine(fields: readonly string[]): string {
  return fields.map(toField).join(';');
}

function toField(text: string): string {
  return /[;"\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
