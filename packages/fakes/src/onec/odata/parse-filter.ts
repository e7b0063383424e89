/** `$filter` as a tree. Precedence: not, comparison, and, or. */
import { odataErrors } from './odata-error.ts';

export type Expression =
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  | { readonly kind: 'field'; readonly path: readonly string[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'compare';
      readonly by: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'lambda';
      readonly by: 'any' | 'all';
      readonly part: string;
      readonly variable: string;
      readonly of: Expression;
    };

const token =
  /\s*(?:(guid|datetime)'([^']*)'|'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)(?![\p{L}\d_])|([\p{L}_][\p{L}\d_]*)|([(),/:]))/uy;

interface Token {
  readonly kind: 'text' | 'number' | 'word' | 'sign';
  readonly text: string;
}

const comparisons = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le']);
const functions = new Map([
  ['substringof', 2],
  ['startswith', 2],
  ['endswith', 2],
  ['like', 2],
  ['concat', 2],
  ['year', 1],
  ['month', 1],
  ['day', 1],
  ['cast', 2],
  ['isof', 2],
]);

/** Parses a filter; throws code 14 where it makes no sense. */
export function parseFilter(source: string): Expression {
  const reader = createTokenReader(tokenize(source));
  const whole = parseOr(reader);
  if (!reader.isAtEnd()) throw odataErrors.badQuery('лишний текст');
  return whole;
}

interface TokenReader {
  peek(): Token | undefined;
  next(): Token;
  isWord(word: string): boolean;
  isSign(sign: string): boolean;
  expect(sign: string): void;
  isAtEnd(): boolean;
}

function createTokenReader(tokens: readonly Token[]): TokenReader {
  let at = 0;
  const peek = (): Token | undefined => tokens[at];
  const next = (): Token => {
    const found = tokens[at];
    if (found === undefined) throw odataErrors.badQuery('неожиданный конец $filter');
    at += 1;
    return found;
  };
  return {
    peek,
    next,
    isWord: (word) => peek()?.kind === 'word' && peek()?.text === word,
    isSign: (sign) => peek()?.kind === 'sign' && peek()?.text === sign,
    expect: (sign) => {
      if (next().text !== sign) throw odataErrors.badQuery(`ожидается "${sign}"`);
    },
    isAtEnd: () => at >= tokens.length,
  };
}

function parseOr(reader: TokenReader): Expression {
  let left = parseAnd(reader);
  while (reader.isWord('or')) {
    reader.next();
    left = { kind: 'or', left, right: parseAnd(reader) };
  }
  return left;
}

function parseAnd(reader: TokenReader): Expression {
  let left = parseNot(reader);
  while (reader.isWord('and')) {
    reader.next();
    left = { kind: 'and', left, right: parseNot(reader) };
  }
  return left;
}

function parseNot(reader: TokenReader): Expression {
  if (!reader.isWord('not')) return parseComparison(reader);
  reader.next();
  return { kind: 'not', of: parseNot(reader) };
}

function parseComparison(reader: TokenReader): Expression {
  const left = parsePrimary(reader);
  const by = reader.peek();
  if (by?.kind !== 'word' || !comparisons.has(by.text)) return left;
  reader.next();
  return { kind: 'compare', by: by.text, left, right: parsePrimary(reader) };
}

function parsePrimary(reader: TokenReader): Expression {
  if (reader.isSign('(')) {
    reader.next();
    const inner = parseOr(reader);
    reader.expect(')');
    return inner;
  }
  const { kind, text } = reader.next();
  if (kind === 'text') return { kind: 'value', value: text };
  if (kind === 'number') return { kind: 'value', value: Number(text) };
  if (kind !== 'word') throw odataErrors.badQuery(`неожиданный символ "${text}"`);
  if (text === 'true' || text === 'false') return { kind: 'value', value: text === 'true' };
  if (text === 'null') return { kind: 'value', value: null };
  return reader.isSign('(') ? parseCall(reader, text) : parsePath(reader, text);
}

function parseCall(reader: TokenReader, name: string): Expression {
  const arity = functions.get(name);
  if (arity === undefined) throw odataErrors.badQuery(`функция "${name}" не поддерживается`);
  reader.expect('(');
  const args = [parseOr(reader)];
  while (reader.isSign(',')) {
    reader.next();
    args.push(parseOr(reader));
  }
  reader.expect(')');
  if (args.length !== arity) throw odataErrors.badQuery(`число параметров функции "${name}"`);
  return { kind: 'call', name, args };
}

function parsePath(reader: TokenReader, first: string): Expression {
  const names = [first];
  while (reader.isSign('/')) {
    reader.next();
    const name = reader.next().text;
    if ((name === 'any' || name === 'all') && reader.isSign('(')) {
      return parseLambda(reader, name, names.join('/'));
    }
    names.push(name);
  }
  return { kind: 'field', path: names };
}

function parseLambda(reader: TokenReader, by: 'any' | 'all', part: string): Expression {
  reader.expect('(');
  const variable = reader.next().text;
  reader.expect(':');
  const of = parseOr(reader);
  reader.expect(')');
  return { kind: 'lambda', by, part, variable, of };
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    if (source.slice(token.lastIndex).trim() === '') break;
    const at = token.lastIndex;
    const found = token.exec(source);
    if (found === null) throw odataErrors.badQuery(`символ "${source.slice(at, at + 1)}"`);
    const [, prefix, literal, text, number, word, sign] = found;
    if (prefix !== undefined)
      tokens.push({ kind: 'text', text: (literal ?? '').toLowerCase().replace('t', 'T') });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
  }
  return tokens;
}
