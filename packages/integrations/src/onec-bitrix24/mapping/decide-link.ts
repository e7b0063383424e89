import type { CardProfile } from './card-profile.ts';
import type { Comparison } from './compare-cards.ts';

/** Why a link may be made without a person. */
export type Certainty = 'barcode' | 'article' | 'same name' | 'name';

export interface Candidate {
  readonly line: CardProfile;
  readonly comparison: Comparison;
}

const LEAST_SCORE = 0.62;
const MARGIN = 0.1;
const MOST_CARD_LOSS = 0.25;
const MOST_LINE_LOSS = 0.5;
const LEAST_ARTICLE_WORDS = 0.3;
const STRONG_DIGITS = 4;
const STRONG_LENGTH = 5;

/**
 * Whether the first of a card's candidates (best score first) is certainly its product. Undefined
 * leaves it to a person. Whoever reads a sign of a bundle, service, sample or retired card on either
 * side, or any contradiction, gets undefined.
 */
export function decideLink(
  card: CardProfile,
  candidates: readonly Candidate[],
): Certainty | undefined {
  if (!isLinkable(card)) return undefined;
  const open = candidates.filter(({ line, comparison }) => mayLink(card, line, comparison));
  const [first, ...others] = open;
  if (first === undefined || first !== candidates[0]) return undefined;
  const rules: readonly (readonly [Certainty, (each: Candidate) => boolean])[] = [
    ['barcode', ({ comparison }) => comparison.barcode === 'same'],
    ['article', (each) => isSameArticle(card, each)],
    ['same name', ({ comparison }) => isSameName(comparison)],
  ];
  for (const [certainty, holds] of rules) {
    if (!holds(first)) continue;
    return others.some((other) => holds(other) && !isClearlyBehind(first, other))
      ? undefined
      : certainty;
  }
  return isNameCertain(first, others) ? 'name' : undefined;
}

/** Whether a card may be linked by anything but a person. */
export function isLinkable({ card, sign }: CardProfile): boolean {
  return card.isActive && card.kind === 'item' && (sign === undefined || sign === 'sample');
}

/** Nothing contradicts; only then are the scores worth comparing. */
function mayLink(card: CardProfile, line: CardProfile, comparison: Comparison): boolean {
  const { conflicts, barcode, code } = comparison;
  return (
    isLinkable(line) &&
    // A tester of a perfume is not the perfume; a tester of current is a tester on both sides.
    card.sign === line.sign &&
    conflicts.length === 0 &&
    barcode !== 'other' &&
    code !== 'base' &&
    card.hasPlus === line.hasPlus
  );
}

function isSameArticle(card: CardProfile, { comparison }: Candidate): boolean {
  if (comparison.code !== 'same' || comparison.wordScore < LEAST_ARTICLE_WORDS) return false;
  return card.codes.some(
    ({ digits, whole }) => digits.length >= STRONG_DIGITS || whole.length >= STRONG_LENGTH,
  );
}

function isSameName({
  cardLoss,
  lineLoss,
  missingOnCard,
  missingOnLine,
  matched,
}: Comparison): boolean {
  const missing = missingOnCard.length + missingOnLine.length;
  return matched.length > 0 && cardLoss === 0 && lineLoss === 0 && missing === 0;
}

function isClearlyBehind(first: Candidate, other: Candidate): boolean {
  return first.comparison.score - other.comparison.score >= MARGIN;
}

/** One name within the other, with nothing on both sides that the other lacks, and no rival. */
function isNameCertain(first: Candidate, others: readonly Candidate[]): boolean {
  const { score, cardLoss, lineLoss, missingOnLine, missingOnCard } = first.comparison;
  const { matched, isHeadShared } = first.comparison;
  const isOneSided = cardLoss === 0 || lineLoss === 0;
  if (!isHeadShared || !isOneSided || score < LEAST_SCORE || matched.length < 2) return false;
  if (cardLoss > MOST_CARD_LOSS || lineLoss > MOST_LINE_LOSS) return false;
  if (missingOnLine.length + missingOnCard.length > 1) return false;
  if (missingOnLine.some(isSmallCount)) return false;
  if (missingOnLine.length > 0 && (cardLoss > 0 || lineLoss > 0)) return false;
  return others.every((other) => isClearlyBehind(first, other) && !isAsComplete(other));
}

/** `2 шт` on a card whose line counts nothing: several packs of one product. */
function isSmallCount(text: string): boolean {
  const [, count] = /^\D?(\d{1,2})\s?(?:шт|пар|уп)/iu.exec(text) ?? [];
  return count !== undefined && Number(count) > 1;
}

/** A rival that also has every word of the card is a rival whatever its score. */
function isAsComplete({ comparison }: Candidate): boolean {
  const { cardLoss, missingOnLine, matched } = comparison;
  return cardLoss === 0 && missingOnLine.length === 0 && matched.length > 0;
}
