import type { CatalogueCard } from './catalogue-card.ts';
import type { LabelledCard, LabelledRow } from './labelled-set/parse-labelled-rows.ts';
import { matchCards, type CardMatch } from './match-cards.ts';

/** How the matcher did on the rows of one difficulty, or on all of them. */
export interface Grade {
  readonly rows: number;
  readonly oneRight: number;
  readonly linked: number;
  readonly linkedRightly: number;
  readonly hit1: number;
  readonly hit3: number;
}

export interface Graded {
  readonly row: LabelledRow;
  readonly match: CardMatch;
  readonly isLinkedWrongly: boolean;
  readonly isMissed: boolean;
  readonly isHit1: boolean;
  readonly isHit3: boolean;
}

/** Matches the whole labelled set at once and grades every row. Any link on a row without one right answer is wrong. */
export function gradeMatches(rows: readonly LabelledRow[]): Graded[] {
  const lines = new Map<string, CatalogueCard>();
  for (const { lines: own } of rows) {
    for (const line of own) {
      const kept = lines.get(line.name);
      if (kept === undefined || toWealth(line) > toWealth(kept))
        lines.set(line.name, toCard(line, `onec ${line.name}`));
    }
  }
  const cards = rows.map(({ card }, at) => toCard(card, `card ${at}`));
  return matchCards(cards, [...lines.values()]).flatMap((match, at) => {
    const row = rows[at];
    return row === undefined ? [] : [gradeRow(row, match)];
  });
}

function gradeRow(row: LabelledRow, match: CardMatch): Graded {
  const right = row.answer === 'one' ? row.lines[0]?.name : undefined;
  const names = match.suggestions.map(({ line }) => line.name);
  const isLinked = match.certainty !== undefined;
  const isHit1 = right !== undefined && names[0] === right;
  return {
    row,
    match,
    isHit1,
    isLinkedWrongly: isLinked && !isHit1,
    isMissed: right !== undefined && !(isLinked && isHit1),
    isHit3: right !== undefined && names.slice(0, 3).includes(right),
  };
}

/** Sums grades. */
export function sumGrades(graded: readonly Graded[]): Grade {
  const count = (holds: (each: Graded) => boolean): number => graded.filter(holds).length;
  return {
    rows: graded.length,
    oneRight: count(({ row }) => row.answer === 'one'),
    linked: count(({ match }) => match.certainty !== undefined),
    linkedRightly: count(({ match, isHit1 }) => match.certainty !== undefined && isHit1),
    hit1: count(({ isHit1 }) => isHit1),
    hit3: count(({ isHit3 }) => isHit3),
  };
}

function toWealth({ article, barcodes }: Pick<LabelledCard, 'article' | 'barcodes'>): number {
  return (article === null ? 0 : 1) + barcodes.length;
}

function toCard(card: LabelledCard, id: string): CatalogueCard {
  return { id, ...card };
}
