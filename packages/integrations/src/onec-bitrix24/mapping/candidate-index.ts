import type { CardProfile, Word } from './card-profile.ts';

/** Finds the lines worth comparing with a card, without comparing it with every line. */
export interface CandidateIndex {
  /** Positions of lines in the order of how much rare matter they have in common with the card. */
  find(card: CardProfile): number[];
}

const CANDIDATES = 24;
const STEM = 5;
const FEW_LINES = 200;
/** A key on more than this share of the lines finds too much, unless nothing else is found. */
const COMMON_SHARE = 0.02;
const STRONG = 6;
const TRIGRAM_LIKENESS = 0.45;
const MOST_SPELLINGS = 4;

/** Builds the inverted index over the lines: word beginnings, meanings, looks, articles, barcodes. */
export function createCandidateIndex(lines: readonly CardProfile[]): CandidateIndex {
  const postings = new Map<string, number[]>();
  for (const [at, line] of lines.entries()) {
    for (const key of toKeys(line)) {
      const list = postings.get(key);
      if (list === undefined) postings.set(key, [at]);
      else list.push(at);
    }
  }
  const spellings = createSpellings(lines);
  const common = Math.max(FEW_LINES, lines.length * COMMON_SHARE);
  const find = (card: CardProfile): number[] => {
    const keys = [...toKeys(card)];
    for (const word of card.words) {
      const isKnown = toWordKeys(word).some((key) => postings.has(key));
      if (!isKnown) keys.push(...spellings(word.sound));
    }
    const scores = new Map<number, number>();
    const add = (key: string, list: readonly number[]): void => {
      const rarity = Math.log(1 + lines.length / list.length) * (/^[bc]:/.test(key) ? STRONG : 1);
      for (const at of list) scores.set(at, (scores.get(at) ?? 0) + rarity);
    };
    const found = keys.flatMap((key) => {
      const list = postings.get(key);
      return list === undefined ? [] : [{ key, list }];
    });
    const rare = found.filter(({ list }) => list.length <= common);
    const used = rare.length > 0 ? rare : found.toSorted((a, b) => a.list.length - b.list.length);
    for (const { key, list } of rare.length > 0 ? used : used.slice(0, 1)) add(key, list);
    return [...scores]
      .toSorted(([oneAt, one], [otherAt, other]) => other - one || oneAt - otherAt)
      .slice(0, CANDIDATES)
      .map(([at]) => at);
  };
  return { find };
}

function toKeys({ words, codes, barcodes }: CardProfile): Set<string> {
  const keys = new Set<string>();
  for (const word of words) for (const key of toWordKeys(word)) keys.add(key);
  for (const [at, { sound }] of words.entries()) {
    const next = words[at + 1];
    if (next !== undefined && sound.length < STEM)
      keys.add(`s:${(sound + next.sound).slice(0, STEM)}`);
  }
  for (const { whole, digits } of codes) {
    keys.add(`c:${whole}`);
    if (digits.length > 2) keys.add(`d:${digits}`);
  }
  for (const barcode of barcodes) keys.add(`b:${barcode}`);
  return keys;
}

function toWordKeys({ sound, skeleton, looks, meaning }: Word): string[] {
  return [
    `s:${sound.slice(0, STEM)}`,
    ...(skeleton === '' ? [] : [`k:${skeleton}`]),
    ...(looks === '' ? [] : [`l:${looks}`]),
    ...(meaning === '' ? [] : [`m:${meaning}`]),
  ];
}

/** Words of the lines that are spelt much like a given word, by their trigrams. */
function createSpellings(lines: readonly CardProfile[]): (sound: string) => string[] {
  const words = [...new Set(lines.flatMap((line) => line.words.map(({ sound }) => sound)))];
  const postings = new Map<string, number[]>();
  const sizes = words.map((sound) => toTrigrams(sound).length);
  for (const [at, sound] of words.entries()) {
    for (const trigram of toTrigrams(sound)) {
      const list = postings.get(trigram);
      if (list === undefined) postings.set(trigram, [at]);
      else list.push(at);
    }
  }
  return (sound) => {
    const trigrams = toTrigrams(sound);
    const hits = new Map<number, number>();
    for (const trigram of trigrams) {
      for (const at of postings.get(trigram) ?? []) hits.set(at, (hits.get(at) ?? 0) + 1);
    }
    return [...hits]
      .map(([at, count]) => ({ at, dice: (2 * count) / (trigrams.length + (sizes[at] ?? 0)) }))
      .filter(({ dice }) => dice >= TRIGRAM_LIKENESS)
      .toSorted((one, other) => other.dice - one.dice)
      .slice(0, MOST_SPELLINGS)
      .map(({ at }) => `s:${(words[at] ?? '').slice(0, STEM)}`);
  };
}

function toTrigrams(sound: string): string[] {
  const text = ` ${sound} `;
  return [
    ...new Set(
      Array.from({ length: Math.max(0, text.length - 2) }, (_, at) => text.slice(at, at + 3)),
    ),
  ];
}
