/** One card of either side as the labelled set writes it. */
export interface LabelledCard {
  readonly name: string;
  readonly article: string | null;
  readonly barcodes: readonly string[];
  readonly kind: 'item' | 'service' | 'bundle' | 'folder';
  readonly isActive: boolean;
}

/** A Bitrix24 card with its right answer: one line of 1C, or no link at all. */
export interface LabelledRow {
  readonly difficulty: string;
  readonly card: LabelledCard;
  /** `one`: the first of `lines` is right; `ambiguous` and `none`: every link is wrong. */
  readonly answer: 'one' | 'ambiguous' | 'none';
  /** Lines of 1C that this row brings into the common catalogue. */
  readonly lines: readonly LabelledCard[];
}

const ONEC_CUT = 80;

/**
 * Reads rows of the form `card => right line | other line`. `=> ?` before the lines: ambiguous;
 * `=> -`: no link. A card may carry ` #article`, ` =barcode`, ` @service|bundle|folder|inactive`;
 * `~` before a line of 1C cuts it at 80 characters, as 1C does.
 */
export function parseLabelledRows(difficulty: string, text: string): LabelledRow[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => parseRow(difficulty, line));
}

function parseRow(difficulty: string, line: string): LabelledRow {
  const [left, right] = line.split(' => ');
  if (left === undefined || right === undefined) throw new Error(`No " => " in: ${line}`);
  const parts = right.split('|').map((part) => part.trim());
  const [first = ''] = parts;
  const sign = first.startsWith('?') ? 'ambiguous' : first.startsWith('-') ? 'none' : 'one';
  const texts = sign === 'one' ? parts : [first.slice(1).trim(), ...parts.slice(1)];
  const lines = texts.filter((part) => part !== '').map(parseCard);
  return { difficulty, card: parseCard(left.trim()), answer: sign, lines };
}

function parseCard(text: string): LabelledCard {
  const [name = '', ...marks] = text.split(/ (?=[#=@][^ ])/);
  const valuesOf = (sign: string): string[] =>
    marks.filter((mark) => mark.startsWith(sign)).map((mark) => mark.slice(1).trim());
  const [word] = valuesOf('@');
  const isKind = word === 'service' || word === 'bundle' || word === 'folder';
  return {
    name: name.startsWith('~') ? name.slice(1, ONEC_CUT + 1).trimEnd() : name,
    article: valuesOf('#')[0] ?? null,
    barcodes: valuesOf('='),
    kind: isKind ? word : 'item',
    isActive: word !== 'inactive',
  };
}
