import type { Word } from './card-profile.ts';

const STEM = 4;
const LONGEST_ENDING = 3;
const FUZZY_FROM = 7;

/** How surely two words are one, 0 to 1: by sound, looks, meaning, ending, cut, or one slip. */
export function compareWords(one: Word, other: Word): number {
  if (one.sound === other.sound) return 1;
  if (one.looks !== '' && one.looks === other.looks) return 1;
  if (one.meaning !== '' && one.meaning === other.meaning) return 0.98;
  if (one.stem === other.stem) return 0.97;
  if (isSameStem(one.sound, other.sound)) return 0.95;
  if (isCutOf(one, other) || isCutOf(other, one)) return 0.9;
  if (isSaidAlike(one, other)) return 0.9;
  return isOneSlip(one.sound, other.sound) ? 0.85 : 0;
}

function isSameStem(one: string, other: string): boolean {
  const stem = countShared(one, other);
  const longest = Math.max(one.length, other.length);
  return stem >= STEM && longest - stem <= LONGEST_ENDING && stem * 5 >= longest * 3;
}

/** A word and its transcription: the consonants agree, the vowels are heard by each in his own way. */
function isSaidAlike(one: Word, other: Word): boolean {
  if (one.isLatin === other.isLatin) return false;
  if (one.skeleton === '' || one.skeleton !== other.skeleton) return false;
  return one.skeleton.length > 2 || Math.abs(one.sound.length - other.sound.length) <= 1;
}

function isCutOf(short: Word, long: Word): boolean {
  if (short.sound.length >= long.sound.length) return false;
  const enough = short.isCut ? 2 : 5;
  return short.sound.length >= enough && long.sound.startsWith(short.sound);
}

function countShared(one: string, other: string): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
  return at;
}

/** One letter wrong, missing, too many, or two swapped; never the first. */
function isOneSlip(one: string, other: string): boolean {
  if (one.length < FUZZY_FROM || other.length < FUZZY_FROM || one[0] !== other[0]) return false;
  if (Math.abs(one.length - other.length) > 1) return false;
  const start = countShared(one, other);
  const rest = [one.slice(start), other.slice(start)] as const;
  const [left, right] = rest;
  return (
    left.slice(1) === right.slice(1) ||
    left.slice(1) === right ||
    left === right.slice(1) ||
    (left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2))
  );
}
