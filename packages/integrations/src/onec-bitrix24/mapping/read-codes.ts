import { toLatinLooks } from './look-alikes.ts';
import { toSound } from './to-sound.ts';

/** An article as it stands in a name: letters, digits, and what follows them. */
export interface Code {
  readonly letters: string;
  readonly digits: string;
  readonly suffix: string;
  /** All of it without separators: the same for every spelling. */
  readonly whole: string;
  readonly text: string;
}

const LETTERS = String.raw`\p{L}{1,5}`;
const CODE = new RegExp(
  String.raw`(?<![\p{L}\d])(?:(${LETTERS})([-–./ ]?))?(\d{2,})((?:[-–/.][\p{L}\d]{1,5}|\p{L}{1,4})?)(?![\p{L}\d])`,
  'gu',
);
const SHORT = new RegExp(
  String.raw`(?<![\p{L}\d])(${LETTERS})([-–. ]?)(\d)((?:-?\p{L}{1,3})?)(?![\p{L}\d])`,
  'gu',
);
/** A number alone is an article from this many digits on. */
const BARE_DIGITS = 4;

export interface Coded {
  readonly codes: readonly Code[];
  /** What is left of the text. */
  readonly rest: string;
}

/**
 * Takes articles out of a text that still has its capitals: `RT 45837`, `RT45837`, `36157`,
 * `85237-01`, `ВТН-101Т`. A word in small letters before a number is a word, not part of an article.
 */
export function readCodes(text: string): Coded {
  const codes: Code[] = [];
  const isShouted = text === text.toUpperCase();
  const take = (all: string, parts: readonly string[], mayBeBare: boolean): string => {
    const [letters = '', gap = '', digits = '', suffix = ''] = parts;
    const isPrefix = letters !== '' && (gap === '' || (!isShouted && isCapitals(letters)));
    if (isPrefix && (gap !== ' ' || letters.length > 1 || digits.length > 1)) {
      codes.push(toCode({ letters, digits, suffix, text: all }));
      return ' ';
    }
    if (!mayBeBare || !isArticle(digits, suffix)) return all;
    codes.push(toCode({ letters: '', digits, suffix, text: `${digits}${suffix}` }));
    return `${letters} `;
  };
  const rest = text
    .replace(CODE, (all: string, ...parts: string[]) => take(all, parts.slice(0, 4), true))
    .replace(SHORT, (all: string, ...parts: string[]) => take(all, parts.slice(0, 4), false));
  return { codes, rest };
}

function isArticle(digits: string, suffix: string): boolean {
  return digits.length >= BARE_DIGITS || /\p{L}$/u.test(suffix);
}

/** The article field of a card as a code; undefined when it has no digit to tell goods apart. */
export function readArticle(article: string): Code | undefined {
  const text = article.trim().replaceAll(/\s+/g, ' ');
  const found = /^(\p{L}*)[-–./ ]?(\d[\d ]*)(.*)$/u.exec(text);
  const [, letters = '', digits = '', suffix = ''] = found ?? [];
  if (digits.replaceAll(' ', '').length < 2) return undefined;
  return toCode({ letters, digits: digits.replaceAll(' ', ''), suffix, text });
}

function isCapitals(letters: string): boolean {
  return letters === letters.toUpperCase();
}

function toCode(parts: { letters: string; digits: string; suffix: string; text: string }): Code {
  const letters = foldLetters(parts.letters);
  const suffix = foldLetters(parts.suffix);
  const whole = `${letters}${parts.digits}${suffix}`;
  return { letters, digits: parts.digits, suffix, whole, text: parts.text.trim() };
}

/** Letter by letter, since doubled letters and digits tell articles apart. */
function foldLetters(piece: string): string {
  const plain = piece.toLowerCase().replaceAll(/[^\p{L}\d]/gu, '');
  return [...toLatinLooks(plain)].map(toSound).join('');
}

/** `same` whole, `base` of a variant without its suffix, `other` article. */
export function compareCodes(one: Code, other: Code): 'same' | 'base' | 'other' {
  if (one.whole === other.whole) return 'same';
  const isBare = one.letters === '' || other.letters === '';
  if (isBare && one.digits.length >= BARE_DIGITS) {
    if (`${one.digits}${one.suffix}` === `${other.digits}${other.suffix}`) return 'same';
  }
  const isKin = one.letters === other.letters || isBare;
  const isOpen = one.suffix === '' || other.suffix === '';
  return isKin && isOpen && one.digits === other.digits ? 'base' : 'other';
}
