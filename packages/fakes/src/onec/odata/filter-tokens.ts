/** The words and signs of `$filter` and `$orderby`. */
import { odataErrors } from './odata-error.ts';

export interface Token {
  readonly kind: 'text' | 'guid' | 'datetime' | 'number' | 'word' | 'sign';
  readonly text: string;
}

export interface TokenReader {
  peek(): Token | undefined;
  next(): Token;
  isWord(...words: readonly string[]): boolean;
  isSign(sign: string): boolean;
  expect(sign: string): void;
  isAtEnd(): boolean;
}

const token =
  /\s*(?:(guid|datetime)'([^']*)'|'((?:[^']|'')*)'|(\d+(?:\.\d+)?)(?![\p{L}\d_])|([\p{L}_][\p{L}\d_]*)|([(),/:-]))/uy;
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const datetime = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?)?$/i;

/** Reads a source token by token; throws code 14 where it makes no sense. */
export function createTokenReader(source: string): TokenReader {
  const tokens = tokenize(source);
  let at = 0;
  const peek = (): Token | undefined => tokens[at];
  const next = (): Token => {
    const found = tokens[at];
    if (found === undefined) throw odataErrors.badQuery('неожиданный конец выражения');
    at += 1;
    return found;
  };
  return {
    peek,
    next,
    isWord: (...words) => peek()?.kind === 'word' && words.includes(peek()?.text ?? ''),
    isSign: (sign) => peek()?.kind === 'sign' && peek()?.text === sign,
    expect: (sign) => {
      const found = next();
      if (found.kind !== 'sign' || found.text !== sign) {
        throw odataErrors.badQuery(`ожидается "${sign}"`);
      }
    },
    isAtEnd: () => at >= tokens.length,
  };
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    if (source.slice(token.lastIndex).trim() === '') break;
    const at = token.lastIndex;
    const found = token.exec(source);
    if (found === null) throw odataErrors.badQuery(`символ "${source.slice(at, at + 1)}"`);
    tokens.push(toToken(found));
  }
  return tokens;
}

function toToken(found: RegExpExecArray): Token {
  const [, prefix, literal = '', text, number, word, sign] = found;
  if (prefix === 'guid') return { kind: 'guid', text: needGuid(literal) };
  if (prefix === 'datetime') return { kind: 'datetime', text: toMoment(literal) };
  if (text !== undefined) return { kind: 'text', text: text.replaceAll("''", "'") };
  if (number !== undefined) return { kind: 'number', text: number };
  return word === undefined ? { kind: 'sign', text: sign ?? '' } : { kind: 'word', text: word };
}

function needGuid(text: string): string {
  if (!guid.test(text)) throw odataErrors.badQuery(`guid'${text}'`);
  return text.toLowerCase();
}

/** A date of a literal to the second; a day alone begins at midnight. */
export function toMoment(text: string): string {
  const found = datetime.exec(text.trim());
  if (found === null) throw odataErrors.badQuery(`datetime'${text}'`);
  return `${found[1] ?? ''}T${found[2] ?? '00:00'}${found[3] ?? ':00'}`;
}
