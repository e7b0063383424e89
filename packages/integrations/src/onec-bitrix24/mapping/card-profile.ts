import type { CatalogueCard } from './catalogue-card.ts';
import { readCardSign, type CardSign } from './card-signs.ts';
import { isAllLookAlike, mendMixedWord, mendName, toLatinLooks } from './look-alikes.ts';
import { readBarcode } from './read-barcode.ts';
import { readArticle, readCodes, type Code } from './read-codes.ts';
import { readMeasures, type Measure } from './read-measures.ts';
import { stripPromotion } from './strip-promotion.ts';
import { toSkeleton, toSound } from './to-sound.ts';
import { findMeaning } from './trade-words.ts';

/** A word of a name, ready to be compared. */
export interface Word {
  readonly text: string;
  readonly sound: string;
  /** The sound without a grammatical ending. */
  readonly stem: string;
  /** Its consonants; empty when there are too few to say anything. */
  readonly skeleton: string;
  /** In Latin looks, when every letter exists in both alphabets; else empty. */
  readonly looks: string;
  readonly meaning: string;
  readonly isLatin: boolean;
  /** `бумаж.`: the beginning of a longer word. */
  readonly isCut: boolean;
}

/** Everything that matching knows about a card: read once, compared often. */
export interface CardProfile {
  readonly card: CatalogueCard;
  readonly words: readonly Word[];
  /** Quantities, counts and sizes; also letter sizes (`XL`) and numbers without a unit (`тон 21`). */
  readonly measures: readonly Measure[];
  readonly codes: readonly Code[];
  readonly barcodes: readonly string[];
  readonly sign: CardSign | undefined;
  readonly hasPlus: boolean;
  /** The name fills a field of 1C to its end: more may have followed. */
  readonly isCutOff: boolean;
}

const SIZE = /^(?:x{0,4}[sl]|m|[2-5]xl)$/;
const SILENT: ReadonlySet<string> = new Set(
  'для,с,со,и,в,во,на,из,по,к,от,до,а,д,р,рр,разм,размер,size,the,of,for,with,and,мен,үшін'.split(
    ',',
  ),
);
const ENDING =
  /^(.{3,}?)(?:ая|яя|ое|ее|ый|ий|ой|ые|ие|ого|его|ых|их|ую|юю|ым|им|ем|ом|ей|ью|ами|ями|ах|ов|ев|ам|ы|и|а|я|о|е|у|ю|ь|s)$/;
const FLEETING = /^(.{2,})[её]([^аеёиоуыэюя]{1,2})$/;
const KIND_LETTER = /(?<=\p{L}\s)\p{Lu}(?![\p{L}\d.'’])/gu;
/** Lengths at which 1C cuts a name without a word. */
const CUTS: readonly number[] = [80, 100, 150];
const SHORTEST_SKELETON = 2;
/** `устр-во`: a word with its middle left out. */
const SQUEEZED = /([а-я]{2,})-(?:во|ва|ка|ки|ль|ый|ая|ой|ий|ия|ние|ных|р|т|н|й|я)(?![а-я])/giu;

/** Reads a card's name, article and barcodes into what can be compared. */
export function toProfile(card: CatalogueCard): CardProfile {
  const name = mendName(card.name.normalize('NFKC').replaceAll('\u00ad', ''));
  const plain = spread(stripPromotion(name));
  const { measures, rest } = readMeasures(plain.replaceAll('ё', 'е').replaceAll('Ё', 'Е'));
  const { codes, rest: left } = readCodes(rest);
  const article = card.article === null ? undefined : readArticle(card.article);
  const tokens = left.toLowerCase().match(/\d+(?:[.,/-]\d+)*|[\p{L}\d'’]+\.?/gu) ?? [];
  const pieces = tokens.map((token) => token.replaceAll(/['’]/g, ''));
  const bare = pieces.filter((piece) => /^\d/.test(piece) || isSize(piece)).map(toBareMeasure);
  return {
    card,
    measures: [...measures, ...bare, ...readLetters(left)],
    codes: isNew(article, codes) ? [...codes, article] : codes,
    words: pieces.flatMap((piece) => (/^\d/.test(piece) || isSize(piece) ? [] : toWords(piece))),
    barcodes: [...new Set(card.barcodes.flatMap((text) => readBarcode(text) ?? []))],
    sign: readCardSign(name),
    hasPlus: /\p{L}\S*\s\+\s/u.test(name),
    isCutOff: CUTS.some((length) => card.name.length <= length && card.name.length >= length - 2),
  };
}

function isNew(article: Code | undefined, codes: readonly Code[]): article is Code {
  return article !== undefined && codes.every(({ whole }) => whole !== article.whole);
}

/** Without the ending and without the vowel that comes and goes: перец and перцем are one. */
function toStem(text: string): string {
  return toSound(text.replace(ENDING, '$1').replace(FLEETING, '$1$2'));
}

/** `Витамин С`: a letter that names a kind. In names written all in capitals nothing stands out. */
function readLetters(text: string): Measure[] {
  if (text === text.toUpperCase()) return [];
  const found = text.match(KIND_LETTER) ?? [];
  return found
    .map((letter) => toLatinLooks(letter.toLowerCase()))
    .filter((letter) => !SIZE.test(letter))
    .map((letter) => ({ dimension: 'letter', value: letter, digits: letter, text: letter }));
}

function toBareMeasure(piece: string): Measure {
  const digits = toLatinLooks(piece).replace(',', '.').replace('-', '/').replace(/\.$/, '');
  return {
    dimension: isSize(piece) ? 'letter size' : 'number',
    value: digits,
    digits,
    text: piece,
  };
}

function isSize(piece: string): boolean {
  return SIZE.test(toLatinLooks(piece));
}

/** Parts what a typist glued: a small letter before a capital. */
function spread(text: string): string {
  return text
    .replaceAll(SQUEEZED, '$1.')
    .replaceAll(/(\p{Ll}{2})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replaceAll(/[_«»"“”„]/g, ' ');
}

function toWords(piece: string): Word[] {
  const isCut = piece.endsWith('.');
  const text = mendMixedWord(piece.replace(/\.$/, '').replaceAll('ё', 'е'));
  if (text === '' || SILENT.has(text) || /^[a-zа-я]$/.test(text)) return [];
  const sound = toSound(text);
  if (sound === '') return [];
  const skeleton = toSkeleton(sound);
  return [
    {
      ...{ text, sound, isCut, stem: toStem(text) },
      skeleton: skeleton.length >= SHORTEST_SKELETON ? skeleton : '',
      looks: isAllLookAlike(text) ? toLatinLooks(text) : '',
      meaning: findMeaning(text) ?? '',
      isLatin: /^[a-z]/.test(text),
    },
  ];
}
