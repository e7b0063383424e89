import { createCandidateIndex } from './candidate-index.ts';
import { toProfile, type CardProfile } from './card-profile.ts';
import type { CatalogueCard } from './catalogue-card.ts';
import { compareCards, type Comparison } from './compare-cards.ts';
import { decideLink, isLinkable, type Candidate, type Certainty } from './decide-link.ts';
import { describeComparison } from './describe-comparison.ts';
import { settleRivals } from './settle-rivals.ts';
import { weighWords, type WordWeights } from './word-weights.ts';

export interface Suggestion {
  readonly line: CatalogueCard;
  /** 0 to 1. */
  readonly score: number;
  /** For people: what agrees and what differs. */
  readonly reason: string;
}

export interface CardMatch {
  readonly card: CatalogueCard;
  /** Best first; may be empty. */
  readonly suggestions: readonly Suggestion[];
  /** Set: the first suggestion is certain, and this is why. */
  readonly certainty: Certainty | undefined;
}

/** A card with its candidates, best first. */
export interface Ranked {
  readonly profile: CardProfile;
  readonly candidates: readonly Candidate[];
  readonly certainty: Certainty | undefined;
}

const SUGGESTIONS = 5;
const LEAST_SCORE = 0.25;

/**
 * Matches the cards of Bitrix24 with the lines of 1C: up to five suggestions for each card, and
 * `certainty` where a link needs no person. Folders and retired lines of 1C are no candidates.
 */
export function matchCards(
  cards: readonly CatalogueCard[],
  lines: readonly CatalogueCard[],
): CardMatch[] {
  const left = cards.map(toProfile);
  const right = lines.map(toProfile).filter(({ card }) => card.isActive && card.kind !== 'folder');
  const weights = weighWords([...left, ...right]);
  const index = createCandidateIndex(right);
  const ranked = left.map((profile) =>
    rank(profile, { lines: index.find(profile).flatMap((at) => right[at] ?? []), weights }),
  );
  return settleRivals(ranked, weights).map(toMatch);
}

/** Compares a card with the given lines and decides; the heart of `matchCards`, also for the bench. */
export function rank(
  profile: CardProfile,
  { lines, weights }: { lines: readonly CardProfile[]; weights: WordWeights },
): Ranked {
  const candidates = lines
    .map((line) => ({ line, comparison: compareCards(profile, line, weights) }))
    .toSorted((one, other) => toRank(other.comparison) - toRank(one.comparison));
  const certainty = isLinkable(profile) ? decideLink(profile, candidates) : undefined;
  return { profile, candidates, certainty };
}

/** The score; between equal ones the line that lacks and adds least. */
function toRank({ score, lineLoss, missingOnCard }: Comparison): number {
  return score - (lineLoss + missingOnCard.length) / 1000;
}

function toMatch({ profile, candidates, certainty }: Ranked): CardMatch {
  const suggestions = candidates
    .filter(({ comparison }) => comparison.score >= LEAST_SCORE)
    .slice(0, SUGGESTIONS)
    .map(({ line, comparison }) => ({
      line: line.card,
      score: Math.round(comparison.score * 1000) / 1000,
      reason: describeComparison(comparison),
    }));
  return { card: profile.card, suggestions, certainty };
}
