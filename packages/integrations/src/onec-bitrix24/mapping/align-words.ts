import type { Word } from './card-profile.ts';
import { compareWords } from './compare-words.ts';

export interface WordMatch {
  readonly left: readonly Word[];
  readonly right: readonly Word[];
  /** 0 to 1. */
  readonly likeness: number;
}

export interface Alignment {
  readonly matches: readonly WordMatch[];
  readonly onlyLeft: readonly Word[];
  readonly onlyRight: readonly Word[];
}

/** Most words of a name that may have been glued into one. */
const GLUED = 3;

/** Pairs the words of two names, in any order; then words with what was glued or parted. */
export function alignWords(left: readonly Word[], right: readonly Word[]): Alignment {
  const matches: WordMatch[] = [];
  const freeRight = new Set(right);
  const freeLeft = new Set<Word>();
  for (const word of left) {
    const same = right.find((each) => freeRight.has(each) && each.sound === word.sound);
    if (same === undefined) freeLeft.add(word);
    else {
      freeRight.delete(same);
      matches.push({ left: [word], right: [same], likeness: 1 });
    }
  }
  matchGlued({ whole: freeLeft, parts: right, freeParts: freeRight }, (word, run) =>
    matches.push({ left: [word], right: run, likeness: 0.97 }),
  );
  matchGlued({ whole: freeRight, parts: left, freeParts: freeLeft }, (word, run) =>
    matches.push({ left: run, right: [word], likeness: 0.97 }),
  );
  for (const word of [...freeLeft]) {
    const best = findLikest(word, freeRight);
    if (best === undefined) continue;
    freeLeft.delete(word);
    freeRight.delete(best.word);
    matches.push({ left: [word], right: [best.word], likeness: best.likeness });
  }
  return { matches, onlyLeft: [...freeLeft], onlyRight: [...freeRight] };
}

function findLikest(
  word: Word,
  others: ReadonlySet<Word>,
): { word: Word; likeness: number } | undefined {
  let best: { word: Word; likeness: number } | undefined;
  for (const other of others) {
    const likeness = compareWords(word, other);
    if (likeness > (best?.likeness ?? 0)) best = { word: other, likeness };
  }
  return best;
}

interface Glue {
  readonly whole: Set<Word>;
  readonly parts: readonly Word[];
  readonly freeParts: Set<Word>;
}

/** A word on one side that is a run of words on the other, all of them still free. */
function matchGlued(
  { whole, parts, freeParts }: Glue,
  match: (word: Word, run: Word[]) => void,
): void {
  if (freeParts.size < 2) return;
  for (const word of [...whole]) {
    const run = findRun(word, parts, freeParts);
    if (run === undefined) continue;
    whole.delete(word);
    for (const part of run) freeParts.delete(part);
    match(word, run);
  }
}

function findRun(word: Word, parts: readonly Word[], free: ReadonlySet<Word>): Word[] | undefined {
  for (let from = 0; from < parts.length - 1; from += 1) {
    // Most words begin with no other word of the name: nothing else is made for them.
    if (!word.sound.startsWith(parts[from]?.sound ?? ' ')) continue;
    for (let count = 2; count <= GLUED && from + count <= parts.length; count += 1) {
      const run = parts.slice(from, from + count);
      if (!run.every((part) => free.has(part))) continue;
      const sound = run.map((part) => part.sound).join('');
      const isSame = sound.replace(/(.)\1+/g, '$1') === word.sound;
      if (isSame || isSameButEnding(sound, word.sound)) return run;
    }
  }
  return undefined;
}

function isSameButEnding(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  const stem = shorter - 2;
  return (
    stem >= 6 &&
    Math.abs(one.length - other.length) <= 2 &&
    one.slice(0, stem) === other.slice(0, stem)
  );
}
