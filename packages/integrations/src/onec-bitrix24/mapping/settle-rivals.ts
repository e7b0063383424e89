import type { CardProfile } from './card-profile.ts';
import { compareCards, type Comparison } from './compare-cards.ts';
import type { Ranked } from './match-cards.ts';
import type { WordWeights } from './word-weights.ts';

/**
 * Several cards may stand for one line of 1C, but only when they are the same goods. Of cards that
 * claim one line and differ among themselves, those that say exactly what the line says keep their
 * claim; the others, or all when there is no such card, are left to a person.
 */
export function settleRivals(ranked: readonly Ranked[], weights: WordWeights): Ranked[] {
  const claims = new Map<CardProfile, Ranked[]>();
  for (const each of ranked) {
    const line = each.certainty === undefined ? undefined : each.candidates[0]?.line;
    if (line === undefined) continue;
    const rivals = claims.get(line);
    if (rivals === undefined) claims.set(line, [each]);
    else rivals.push(each);
  }
  const doubtful = new Set<Ranked>();
  for (const rivals of claims.values()) {
    for (const each of rivals) {
      const others = rivals.filter((other) => other !== each);
      const hasRival = others.some(
        (other) => !isSameGoods(compareCards(each.profile, other.profile, weights)),
      );
      if (hasRival && !isExact(each)) doubtful.add(each);
    }
  }
  return ranked.map((each) => (doubtful.has(each) ? { ...each, certainty: undefined } : each));
}

function isExact({ candidates: [first] }: Ranked): boolean {
  return first !== undefined && isSameGoods(first.comparison) && !first.comparison.isBeyondCut;
}

function isSameGoods(comparison: Comparison): boolean {
  const { conflicts, cardLoss, lineLoss, missingOnCard, missingOnLine } = comparison;
  const differences = conflicts.length + missingOnCard.length + missingOnLine.length;
  return differences === 0 && cardLoss === 0 && lineLoss === 0;
}
