import type { Measure } from './read-measures.ts';

export interface MeasureComparison {
  /** How many are equal. */
  readonly same: number;
  readonly conflicts: readonly string[];
  readonly missingOnLine: readonly string[];
  readonly missingOnCard: readonly string[];
}

/**
 * Pairs equal measures; what is left on both sides in one dimension is a conflict, on one side only
 * it is missing on the other. `isBeyondCut`: what only the card names may stand behind 1C's cut.
 */
export function compareMeasures(
  card: readonly Measure[],
  line: readonly Measure[],
  { isBeyondCut }: { isBeyondCut: boolean },
): MeasureComparison {
  const free = [...line];
  const left: Measure[] = [];
  for (const measure of card) {
    const at = free.findIndex((other) => isSame(measure, other));
    if (at === -1) left.push(measure);
    else free.splice(at, 1);
  }
  const same = card.length - left.length;
  const conflicts: string[] = [];
  const missingOnLine: string[] = [];
  for (const measure of left) {
    const at = free.findIndex(({ dimension }) => dimension === measure.dimension);
    const [other] = at === -1 ? [] : free.splice(at, 1);
    if (other !== undefined) conflicts.push(`${measure.text} / ${other.text}`);
    else if (!isBeyondCut) missingOnLine.push(measure.text);
  }
  return { same, conflicts, missingOnLine, missingOnCard: free.map(({ text }) => text) };
}

function isSame(one: Measure, other: Measure): boolean {
  const isBare = one.value === '' || other.value === '';
  if (one.dimension === other.dimension) {
    return isBare ? one.digits === other.digits : one.value === other.value;
  }
  const isNumber = one.dimension === 'number' || other.dimension === 'number';
  return isNumber && one.digits === other.digits;
}
