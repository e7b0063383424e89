import { expect, it } from 'vitest';
import { parseMappingFile } from './parse-mapping-file.ts';
import { writeMappingFile } from './write-mapping-file.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const CYRILLIC_CAPITAL_A = 0x410;

/** Russian letters and ASCII, as Windows writes them. */
function windows1251(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => {
    const code = letter.charCodeAt(0);
    return code < 0x80 ? code : code - CYRILLIC_CAPITAL_A + 0xc0;
  });
}

const HEAD = 'bitrix24_product_id;bitrix24_product_name;onec_product_code;onec_product_name';
const first = {
  ...{ line: 2, bitrix24ProductId: '11', bitrix24ProductName: 'Крем', state: 'linked' },
  ...{ onecProductCode: '00-001', onecProductName: 'Крем для рук' },
};

it.each([
  ['UTF-8', utf8(`${HEAD}\n11;Крем;00-001;Крем для рук\n`)],
  ['UTF-8 with a byte order mark', utf8(`\ufeff${HEAD}\r\n11;Крем;00-001;Крем для рук`)],
  ['Windows-1251', windows1251(`${HEAD}\r\n11;Крем;00-001;Крем для рук\r\n`)],
  ['commas', utf8(`${HEAD.replaceAll(';', ',')}\n11,Крем,00-001,Крем для рук\n`)],
  ['tabs', utf8(`${HEAD.replaceAll(';', '\t')}\n11\tКрем\t00-001\tКрем для рук\n`)],
  ['quoted fields', utf8(`${HEAD}\n"11";"Крем";"00-001";"Крем для рук"\n`)],
  [
    'titles in Russian',
    windows1251('ID товара;Товар;Код 1С;Номенклатура 1С\n11;Крем;00-001;Крем для рук\n'),
  ],
])('reads a file with %s', (_, bytes) => {
  expect(parseMappingFile(bytes)).toEqual({ lines: [first], broken: [], repeated: 0 });
});

it('reads a file without titles in the order of the export', () => {
  const { lines } = parseMappingFile(utf8('11;Крем;00-001;Крем для рук\n'));
  expect(lines).toEqual([{ ...first, line: 1 }]);
});

it('a broken quotation mark costs its own line only, and the line is named', () => {
  const rows = Array.from({ length: 45 }, (_, at) =>
    at === 20 ? '21;"Крем "Алоэ;00-021;Крем' : `${at + 1};Товар ${at};00-${at};Товар ${at}`,
  );
  const { lines, broken } = parseMappingFile(windows1251([HEAD, ...rows].join('\r\n')));
  expect(lines).toHaveLength(44);
  expect(broken).toEqual([{ line: 22, problem: expect.stringContaining('quotation marks') }]);
});

it('quotation marks inside an unquoted field are part of the name', () => {
  const { lines } = parseMappingFile(utf8(`${HEAD}\n11;Крем "Алоэ" 75 мл;00-001;Крем\n`));
  expect(lines).toMatchObject([{ bitrix24ProductName: 'Крем "Алоэ" 75 мл' }]);
});

it('a quoted name may go over two lines', () => {
  const { lines, broken } = parseMappingFile(
    utf8(`${HEAD}\n11;"Крем\nдля рук";00-001;Крем\n12;Мыло;00-002;Мыло\n`),
  );
  expect(broken).toEqual([]);
  expect(lines).toMatchObject([{ bitrix24ProductName: 'Крем\nдля рук' }, { line: 4 }]);
});

it('equal lines count once; a card with two answers is taken with neither, and both lines are named', () => {
  const { lines, broken, repeated } = parseMappingFile(
    utf8(`${HEAD}\n11;A;00-001;A\n11;A;00-001;A\n12;B;00-002;B\n12;B;00-003;C\n13;D;00-004;D\n`),
  );
  expect(lines.map(({ bitrix24ProductId }) => bitrix24ProductId)).toEqual(['11', '13']);
  expect(repeated).toBe(1);
  expect(broken.map(({ line }) => line)).toEqual([4, 5]);
  expect(broken[0]?.problem).toContain('lines 4, 5');
});

it.each([
  ['no id', ';Крем;00-001;Крем', 'names no Bitrix24 product'],
  ['an id that is no number', 'Крем;11;00-001;Крем', 'is a number'],
  ['no code', '11;Крем;;Крем', 'names no product of 1C'],
  ['too few columns', '11', 'names no product of 1C'],
  ['an unknown state', '11;Крем;00-001;Крем;maybe', 'none of linked'],
  ['a field without an end', `11;${'К'.repeat(501)};00-001;Крем`, 'longer than 500'],
])('names a line with %s', (_, line, words) => {
  const { lines, broken } = parseMappingFile(utf8(`${HEAD};state\n${line}\n12;Мыло;00-002;Мыло\n`));
  expect(lines).toHaveLength(1);
  expect(broken).toEqual([{ line: 2, problem: expect.stringContaining(words) }]);
});

it('an empty file has nothing', () => {
  expect(parseMappingFile(utf8(''))).toEqual({ lines: [], broken: [], repeated: 0 });
  expect(parseMappingFile(utf8('\n;;;\n'))).toEqual({ lines: [], broken: [], repeated: 0 });
});

it('what was written is read again, suggestions are left out', () => {
  const row = {
    ...first,
    score: 0.93,
    reason: 'same words: "крем"; only in 1C: рук',
    bitrix24ProductName: 'Крем; "А"',
  };
  const text = writeMappingFile([
    { ...row, state: 'linked' },
    { ...row, bitrix24ProductId: '12', state: 'refused' },
    { ...row, bitrix24ProductId: '13', state: 'suggested' },
  ]);
  const { lines, broken, repeated } = parseMappingFile(utf8(text));
  expect(broken).toEqual([]);
  expect(repeated).toBe(1);
  expect(lines).toMatchObject([
    { bitrix24ProductId: '11', state: 'linked', bitrix24ProductName: 'Крем; "А"' },
    { bitrix24ProductId: '12', state: 'refused' },
  ]);
});
