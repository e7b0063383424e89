import { decodeFile } from './decode-file.ts';
import { readRecords, type FileRecord } from './read-records.ts';

/** One pair of a mapping file. */
export interface MappingLine {
  readonly line: number;
  readonly bitrix24ProductId: string;
  readonly bitrix24ProductName: string;
  readonly onecProductCode: string;
  readonly onecProductName: string;
  readonly state: 'linked' | 'refused';
}

/** A line that was not taken, and what to do about it. */
export interface BrokenLine {
  readonly line: number;
  readonly problem: string;
}

export interface MappingFile {
  readonly lines: readonly MappingLine[];
  readonly broken: readonly BrokenLine[];
  /** Lines that say again what another said, or that are only suggestions. */
  readonly repeated: number;
}

type Field =
  'bitrix24ProductId' | 'bitrix24ProductName' | 'onecProductCode' | 'onecProductName' | 'state';

/** Titles as the export writes them, as the first company's table has them, and as people write them. */
const TITLES: Readonly<Record<Field, readonly string[]>> = {
  bitrix24ProductId: [
    'bitrix24_product_id',
    'bitrix24 id',
    'id bitrix24',
    'id товара',
    'id битрикс24',
    'id',
  ],
  bitrix24ProductName: [
    'bitrix24_product_name',
    'bitrix24 name',
    'товар',
    'товар битрикс24',
    'название битрикс24',
  ],
  onecProductCode: ['onec_product_code', '1c code', 'код 1с', 'код', 'код номенклатуры'],
  onecProductName: [
    'onec_product_name',
    '1c name',
    'номенклатура',
    'номенклатура 1с',
    'название 1с',
    'наименование 1с',
  ],
  state: ['state', 'состояние'],
};
const ORDER: readonly Field[] = [
  ...(['bitrix24ProductId', 'bitrix24ProductName', 'onecProductCode', 'onecProductName'] as const),
  'state',
];
const MOST_CHARACTERS = 500;

/**
 * Reads a mapping file: UTF-8 (with or without a mark), UTF-16 or Windows-1251; `;`, `,` or tabs;
 * with a line of titles or with the four columns in the export's order. A broken line is named and
 * costs only itself; a card that stands with two different products is taken with neither.
 */
export function parseMappingFile(bytes: Uint8Array): MappingFile {
  const [first, ...others] = readRecords(decodeFile(bytes));
  if (first === undefined) return { lines: [], broken: [], repeated: 0 };
  const titles = 'fields' in first ? readTitles(first.fields) : undefined;
  const columns = titles ?? new Map(ORDER.map((field, at) => [field, at]));
  const records = titles === undefined ? [first, ...others] : others;
  const lines: MappingLine[] = [];
  const broken: BrokenLine[] = [];
  let ignored = 0;
  for (const record of records) {
    const read = readLine(record, columns);
    if (read === 'suggestion') ignored += 1;
    else if ('problem' in read) broken.push(read);
    else lines.push(read);
  }
  const { kept, contradicting, repeated } = settleRepeats(lines);
  return {
    lines: kept,
    broken: [...broken, ...contradicting].toSorted((one, other) => one.line - other.line),
    repeated: repeated + ignored,
  };
}

function readTitles(fields: readonly string[]): ReadonlyMap<Field, number> | undefined {
  const columns = new Map<Field, number>();
  for (const [at, title] of fields.entries()) {
    const plain = title.toLowerCase().replaceAll('с', 'c').replaceAll(/\s+/g, ' ').trim();
    const field = ORDER.find((each) =>
      TITLES[each].some((known) => known.replaceAll('с', 'c') === plain),
    );
    if (field !== undefined && !columns.has(field)) columns.set(field, at);
  }
  return columns.has('bitrix24ProductId') && columns.has('onecProductCode') ? columns : undefined;
}

function readLine(
  record: FileRecord,
  columns: ReadonlyMap<Field, number>,
): MappingLine | BrokenLine | 'suggestion' {
  if ('problem' in record) return record;
  const { line, fields } = record;
  const fieldOf = (field: Field): string => fields[columns.get(field) ?? -1]?.trim() ?? '';
  const state = fieldOf('state').toLowerCase();
  if (state === 'suggested') return 'suggestion';
  const pair = {
    bitrix24ProductId: fieldOf('bitrix24ProductId'),
    bitrix24ProductName: fieldOf('bitrix24ProductName'),
    onecProductCode: fieldOf('onecProductCode'),
    onecProductName: fieldOf('onecProductName'),
  };
  const problem = findProblem(pair, state);
  if (problem !== undefined) return { line, problem };
  return { line, ...pair, state: state === 'refused' ? 'refused' : 'linked' };
}

function findProblem(
  pair: Pick<
    MappingLine,
    'bitrix24ProductId' | 'onecProductCode' | 'bitrix24ProductName' | 'onecProductName'
  >,
  state: string,
): string | undefined {
  if (!/^\d{1,18}$/.test(pair.bitrix24ProductId)) {
    return pair.bitrix24ProductId === ''
      ? 'It names no Bitrix24 product. Write the id of the card into its column.'
      : 'The id of a Bitrix24 product is a number. Look whether the columns are in order and the file has one kind of delimiter.';
  }
  if (pair.onecProductCode === '')
    return 'It names no product of 1C. Write the code of the item into its column.';
  if (Object.values(pair).some((text) => text.length > MOST_CHARACTERS)) {
    return `One of its fields is longer than ${MOST_CHARACTERS} characters. Look whether a quotation mark is missing.`;
  }
  if (!['', 'linked', 'refused'].includes(state))
    return 'Its state is none of linked, refused, suggested.';
  return undefined;
}

interface Settled {
  readonly kept: readonly MappingLine[];
  readonly contradicting: readonly BrokenLine[];
  readonly repeated: number;
}

function settleRepeats(lines: readonly MappingLine[]): Settled {
  const kept: MappingLine[] = [];
  const contradicting: BrokenLine[] = [];
  let repeated = 0;
  for (const group of Map.groupBy(lines, (each) => each.bitrix24ProductId).values()) {
    const distinct = [...new Map(group.map((each) => [toKey(each), each])).values()];
    const links = distinct.filter(({ state }) => state === 'linked');
    const codes = distinct.map(({ onecProductCode }) => onecProductCode);
    if (links.length <= 1 && new Set(codes).size === codes.length) {
      kept.push(...distinct);
      repeated += group.length - distinct.length;
      continue;
    }
    const where = group.map(({ line }) => line).join(', ');
    const problem = `The Bitrix24 product ${group[0]?.bitrix24ProductId ?? ''} stands with different answers on the lines ${where}. Leave one of them.`;
    contradicting.push(...group.map(({ line }) => ({ line, problem })));
  }
  return { kept: kept.toSorted((one, other) => one.line - other.line), contradicting, repeated };
}

function toKey({ onecProductCode, state }: MappingLine): string {
  return JSON.stringify([onecProductCode, state]);
}
