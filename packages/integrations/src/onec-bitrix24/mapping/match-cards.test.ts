import { describe, expect, it } from 'vitest';
import type { CatalogueCard } from './catalogue-card.ts';
import { gradeMatches, sumGrades, type Graded } from './evaluate-matches.ts';
import { labelledSet } from './labelled-set/labelled-set.ts';
import type { LabelledRow } from './labelled-set/parse-labelled-rows.ts';
import { matchCards } from './match-cards.ts';

const share = (part: number, of: number): string => (of === 0 ? '   –' : (part / of).toFixed(3));
const namesOf = (graded: readonly Graded[]): string[] => graded.map(({ row }) => row.card.name);

function printGrades(graded: readonly Graded[]): void {
  const groups = [...Map.groupBy(graded, ({ row }) => row.difficulty), ['all', graded] as const];
  const lines = groups.map(([difficulty, rows]) => {
    const { rows: count, oneRight, linked, linkedRightly, hit1, hit3 } = sumGrades(rows);
    return [
      ...[difficulty.padEnd(34), String(count).padStart(5), String(oneRight).padStart(9)],
      ...[String(linked).padStart(7), share(linkedRightly, linked).padStart(10)],
      ...[share(linkedRightly, oneRight).padStart(7), share(hit1, oneRight).padStart(6)],
      share(hit3, oneRight).padStart(6),
    ].join('');
  });
  const head = `${'difficulty'.padEnd(34)} rows one right linked precision recall hit@1 hit@3`;
  process.stdout.write(`\n${head}\n${lines.join('\n')}\n\n`);
}

describe('over the whole labelled set', () => {
  const graded = gradeMatches(labelledSet);
  const { oneRight, linkedRightly, hit1, hit3 } = sumGrades(graded);

  it('no automatic link is wrong', () => {
    printGrades(graded);
    expect(namesOf(graded.filter(({ isLinkedWrongly }) => isLinkedWrongly))).toEqual([]);
  });

  it('at least 85 of 100 cards with one right answer are linked', () => {
    expect(linkedRightly / oneRight).toBeGreaterThanOrEqual(0.85);
  });

  it('the first suggestion is right for 95 of 100, the first three for 99', () => {
    expect(hit1 / oneRight).toBeGreaterThanOrEqual(0.95);
    expect(hit3 / oneRight).toBeGreaterThanOrEqual(0.99);
  });

  it('two passes over the same cards give the same answer', () => {
    expect(gradeMatches(labelledSet)).toEqual(graded);
  });
});

/** Names as another person would have typed them: still no wrong link, and most links stay. */
describe('the same cards typed otherwise', () => {
  const ways: readonly (readonly [string, (name: string) => string])[] = [
    ['in capitals', (name) => name.toUpperCase()],
    ['in small letters', (name) => name.toLowerCase()],
    ['with the first word at the end', moveFirstWord],
    [
      'without quotation marks, commas and full stops',
      (name) => name.replaceAll(/[«»",.]+(?!\d)/g, ' '),
    ],
    ['with blanks doubled', (name) => name.replaceAll(' ', '  ')],
    ['with no-break blanks', (name) => name.replaceAll(' ', '\u00a0')],
    [
      'with units glued to their numbers',
      (name) => name.replaceAll(/(\d) (?=(?:г|кг|мл|л|см|мм|шт|м)(?!\p{L}))/gu, '$1'),
    ],
    [
      'with kilograms as grams',
      (name) => name.replaceAll(/(\d+) ?кг/g, (_, count: string) => `${count}000 г`),
    ],
    [
      'with millilitres as litres',
      (name) =>
        name.replaceAll(
          /(\d+) ?мл/g,
          (_, count: string) => `${String(Number(count) / 1000).replace('.', ',')} л`,
        ),
    ],
    ['with a decimal point', (name) => name.replaceAll(/(\d),(\d)/g, '$1.$2')],
    ['with ё as е', (name) => name.replaceAll('ё', 'е').replaceAll('Ё', 'Е')],
    ['with Latin letters that look the same', toLatinVowels],
  ];
  for (const [way, retype] of ways) {
    it(way, () => {
      const rows = labelledSet.map((row) => ({
        ...row,
        card: { ...row.card, name: retype(row.card.name) },
      }));
      const graded = gradeMatches(rows);
      expect(namesOf(graded.filter(({ isLinkedWrongly }) => isLinkedWrongly))).toEqual([]);
      const { linkedRightly, hit1, oneRight } = sumGrades(graded);
      expect(linkedRightly / oneRight).toBeGreaterThanOrEqual(0.8);
      expect(hit1 / oneRight).toBeGreaterThanOrEqual(0.95);
    });
  }

  it('lines of 1C in another order change nothing', () => {
    const rows: LabelledRow[] = labelledSet.toReversed();
    const links = (graded: readonly Graded[]): Set<string> =>
      new Set(namesOf(graded.filter(({ match }) => match.certainty !== undefined)));
    expect(links(gradeMatches(rows))).toEqual(links(gradeMatches(labelledSet)));
  });
});

function moveFirstWord(name: string): string {
  const [first = '', ...others] = name.split(' ');
  const isPlain = /^\p{Lu}?\p{Ll}{3,}$/u.test(first) && /^\p{L}/u.test(others[0] ?? '');
  return isPlain ? [...others, first.toLowerCase()].join(' ') : name;
}

/** One Latin vowel in each long Russian word, as a keyboard that was switched too late leaves it. */
function toLatinVowels(name: string): string {
  return name.replaceAll(/[а-яё]{6,}/giu, (word) => word.replace('о', 'o').replace('а', 'a'));
}

const item = (id: string, name: string, more: Partial<CatalogueCard> = {}): CatalogueCard => ({
  ...{ id, name, article: null, barcodes: [], kind: 'item', isActive: true },
  ...more,
});

describe('signs that outweigh a name', () => {
  const line = item('1c', 'Крем Айсулу 50 мл');
  const certaintyOf = (card: CatalogueCard, ...lines: CatalogueCard[]): string | undefined =>
    matchCards([card], lines.length === 0 ? [line] : lines)[0]?.certainty;

  it('a card that is a service, a bundle, a folder or retired is never linked', () => {
    expect(certaintyOf(item('b', 'Крем Айсулу 50 мл'))).toBe('same name');
    for (const kind of ['service', 'bundle', 'folder'] as const) {
      expect(certaintyOf(item('b', 'Крем Айсулу 50 мл', { kind }))).toBeUndefined();
    }
    expect(certaintyOf(item('b', 'Крем Айсулу 50 мл', { isActive: false }))).toBeUndefined();
  });

  it('a folder or a retired line of 1C is not even suggested', () => {
    const folder = item('f', 'Крем Айсулу 50 мл', { kind: 'folder' });
    const retired = item('r', 'Крем Айсулу 50 мл', { isActive: false });
    expect(matchCards([item('b', 'Крем Айсулу 50 мл')], [folder, retired])[0]?.suggestions).toEqual(
      [],
    );
  });

  it('an equal barcode does not link different pack sizes', () => {
    const barcodes = ['4870001000011'];
    const other = item('l', 'Крем Айсулу 100 мл', { barcodes });
    expect(certaintyOf(item('b', 'Крем Айсулу 50 мл', { barcodes }), other)).toBeUndefined();
  });

  it('different barcodes speak against equal names', () => {
    const other = item('l', 'Крем Айсулу 50 мл', { barcodes: ['4870001000011'] });
    const card = item('b', 'Крем Айсулу 50 мл', { barcodes: ['4870001000028'] });
    expect(certaintyOf(card, other)).toBeUndefined();
  });

  it('two lines of one name leave the choice to a person', () => {
    expect(
      certaintyOf(item('b', 'Крем Айсулу 50 мл'), line, item('2', 'Крем Айсулу 50мл')),
    ).toBeUndefined();
  });

  it('says what agrees and what differs', () => {
    const [match] = matchCards([item('b', 'Крем Айсулу ночной 75 мл')], [line]);
    expect(match?.suggestions[0]?.reason).toBe(
      'same words: крем, айсулу; differs: 75 мл / 50 мл; only in Bitrix24: ночной',
    );
  });

  it('takes empty catalogues and names without a letter', () => {
    expect(matchCards([], [])).toEqual([]);
    expect(matchCards([item('b', '—'), item('c', ''), item('d', '123')], [line])).toHaveLength(3);
  });
});
