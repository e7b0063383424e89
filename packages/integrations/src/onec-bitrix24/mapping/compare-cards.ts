import { alignWords, type Alignment } from './align-words.ts';
import type { CardProfile, Word } from './card-profile.ts';
import { compareMeasures } from './compare-measures.ts';
import { compareCodes, type Code } from './read-codes.ts';
import type { WordWeights } from './word-weights.ts';

/** What speaks for and against a card and a line being one product. */
export interface Comparison {
  /** 0 to 1. */
  readonly score: number;
  /** Of the words alone, 0 to 1. */
  readonly wordScore: number;
  readonly barcode: 'same' | 'other' | 'none';
  readonly code: 'same' | 'base' | 'other' | 'none';
  /** Numbers, sizes or signs that contradict each other: never one product. */
  readonly conflicts: readonly string[];
  readonly matched: readonly string[];
  readonly onlyCard: readonly string[];
  readonly onlyLine: readonly string[];
  /** Share of the card's words (by weight) that the line lacks, and the reverse. */
  readonly cardLoss: number;
  readonly lineLoss: number;
  /** Measures, numbers and sizes that only one side names. */
  readonly missingOnLine: readonly string[];
  readonly missingOnCard: readonly string[];
  /** Both names begin with a word (of Russian) that the other has too: they name one kind of goods. */
  readonly isHeadShared: boolean;
  /** The card goes on where 1C cut the line off. */
  readonly isBeyondCut: boolean;
}

const MEASURE_WEIGHT = 1.5;
const CODE_WEIGHT = 5;
const CONFLICT_FACTOR = 0.6;

/** Compares one card with one line of 1C; symmetric but for the cut of 1C's names. */
export function compareCards(
  card: CardProfile,
  line: CardProfile,
  weights: WordWeights,
): Comparison {
  const aligned = alignWords(card.words, line.words);
  const { alignment, isBeyondCut } = line.isCutOff
    ? forgiveCut(card, line, aligned)
    : { alignment: aligned, isBeyondCut: false };
  const { same, ...facts } = compareMeasures(card.measures, line.measures, { isBeyondCut });
  const weigh = (words: readonly Word[]): number =>
    words.reduce((sum, word) => sum + weights.of(word), 0);
  let matched = 0;
  for (const { left, right, likeness } of alignment.matches) {
    matched += ((weigh(left) + weigh(right)) / 2) * likeness;
  }
  const [onlyCard, onlyLine] = [weigh(alignment.onlyLeft), weigh(alignment.onlyRight)];
  const all = matched + (onlyCard + onlyLine) / 2;
  const code = compareAllCodes(card.codes, line.codes);
  const equal = same * MEASURE_WEIGHT + (code === 'same' ? CODE_WEIGHT : 0);
  const unequal =
    facts.conflicts.length * MEASURE_WEIGHT +
    ((facts.missingOnLine.length + facts.missingOnCard.length) * MEASURE_WEIGHT) / 2 +
    (code === 'other' ? CODE_WEIGHT : code === 'base' ? MEASURE_WEIGHT : 0);
  const conflicts = [
    ...facts.conflicts,
    ...(code === 'other' ? [`article ${toText(card.codes)} / ${toText(line.codes)}`] : []),
  ];
  const base = all + equal + unequal === 0 ? 0 : (matched + equal) / (all + equal + unequal);
  const barcode = compareBarcodes(card, line);
  return {
    ...facts,
    ...{ code, barcode, conflicts, isBeyondCut },
    score:
      barcode === 'same'
        ? Math.max(base, 0.95)
        : base * (conflicts.length > 0 ? CONFLICT_FACTOR : 1),
    wordScore: all === 0 ? 0 : matched / all,
    matched: alignment.matches.flatMap(({ left }) => left.map(({ text }) => text)),
    onlyCard: alignment.onlyLeft.map(({ text }) => text),
    onlyLine: alignment.onlyRight.map(({ text }) => text),
    cardLoss: onlyCard / Math.max(1e-9, weigh(card.words) + same * MEASURE_WEIGHT),
    lineLoss: onlyLine / Math.max(1e-9, weigh(line.words) + same * MEASURE_WEIGHT),
    isHeadShared: isHeadShared(card, alignment.onlyLeft) && isHeadShared(line, alignment.onlyRight),
  };
}

/** A Latin word in front is a brand; the goods are named by what follows. */
function isHeadShared({ words }: CardProfile, unmatched: readonly Word[]): boolean {
  const head = words.find(({ isLatin }) => !isLatin) ?? words[0];
  return head === undefined || !unmatched.includes(head);
}

function toText(codes: readonly Code[]): string {
  return codes.map(({ text }) => text).join(' ');
}

function compareBarcodes(card: CardProfile, line: CardProfile): Comparison['barcode'] {
  if (card.barcodes.length === 0 || line.barcodes.length === 0) return 'none';
  return card.barcodes.some((code) => line.barcodes.includes(code)) ? 'same' : 'other';
}

function compareAllCodes(left: readonly Code[], right: readonly Code[]): Comparison['code'] {
  if (left.length === 0 || right.length === 0) return 'none';
  const fates = (codes: readonly Code[], others: readonly Code[]): string[] =>
    codes.map((code) => {
      const words = others.map((other) => compareCodes(code, other));
      return words.includes('same') ? 'same' : words.includes('base') ? 'base' : 'other';
    });
  const [of, to] = [fates(left, right), fates(right, left)];
  if (of.includes('other') && to.includes('other')) return 'other';
  if (of.includes('base') || to.includes('base')) return 'base';
  return of.includes('same') ? 'same' : 'other';
}

/**
 * The last word of a line that fills its field may be half a word, and what the card says after it
 * cannot be held against the line.
 */
function forgiveCut(
  card: CardProfile,
  line: CardProfile,
  alignment: Alignment,
): { alignment: Alignment; isBeyondCut: boolean } {
  const last = line.words.at(-1);
  let { onlyLeft, onlyRight } = alignment;
  const { matches } = alignment;
  const half =
    last !== undefined && onlyRight.includes(last)
      ? onlyLeft.find(({ sound }) => sound.startsWith(last.sound))
      : undefined;
  const found =
    half === undefined || last === undefined
      ? matches
      : [...matches, { left: [half], right: [last], likeness: 1 }];
  if (half !== undefined) {
    onlyLeft = onlyLeft.filter((word) => word !== half);
    onlyRight = onlyRight.filter((word) => word !== last);
  }
  const isShred = last !== undefined && last.text.length <= 2;
  if (isShred) onlyRight = onlyRight.filter((word) => word !== last);
  if (onlyRight.length > 0) return { alignment, isBeyondCut: false };
  const end = Math.max(
    -1,
    ...found.flatMap(({ left }) => left.map((word) => card.words.indexOf(word))),
  );
  const before = onlyLeft.filter((word) => card.words.indexOf(word) < end);
  const isLonger = card.card.name.length > line.card.name.length;
  return {
    alignment: { matches: found, onlyLeft: isLonger ? before : onlyLeft, onlyRight },
    isBeyondCut: isLonger,
  };
}
