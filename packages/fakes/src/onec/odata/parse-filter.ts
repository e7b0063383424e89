/**
 * `$filter` as a tree. Operators bind in the order of the platform's manual, each tighter than the
 * next: / - not mul div add sub gt ge lt le eq ne and or. So `not A eq B` is `(not A) eq B`.
 */
import { createTokenReader, type TokenReader } from './filter-tokens.ts';
import { odataErrors } from './odata-error.ts';

export type Literal = 'text' | 'guid' | 'datetime' | 'number' | 'flag' | 'null';

export type Expression =
  | {
      readonly kind: 'value';
      readonly value: string | number | boolean | null;
      readonly of: Literal;
    }
  | { readonly kind: 'field'; readonly path: readonly string[] }
  | { readonly kind: 'not' | 'minus'; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly by: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  /** A path that begins at a cast: `cast(X,'Catalog_Y')/Code`. */
  | { readonly kind: 'step'; readonly from: Expression; readonly path: readonly string[] }
  | {
      readonly kind: 'lambda';
      readonly by: string;
      readonly part: readonly string[];
      readonly variable: string;
      /** Left out in `any()`. */
      readonly of: Expression | undefined;
    };

/** Loosest first; each word is a level of its own. */
const ladder = ['or', 'and', 'ne', 'eq', 'le', 'lt', 'ge', 'gt', 'sub', 'add', 'div', 'mul'];

/** Parses a filter; throws code 14 where it makes no sense. */
export function parseFilter(source: string): Expression {
  const reader = createTokenReader(source);
  const whole = parseLevel(reader);
  if (!reader.isAtEnd()) throw odataErrors.badQuery('лишний текст');
  return whole;
}

export interface Order {
  readonly by: Expression;
  readonly isDescending: boolean;
}

/** Parses `$orderby`: expressions, each with its direction. */
export function parseOrder(source: string): Order[] {
  const reader = createTokenReader(source);
  const orders: Order[] = [];
  for (;;) {
    const by = parseLevel(reader);
    const direction = reader.isWord('asc', 'desc') ? reader.next().text : 'asc';
    orders.push({ by, isDescending: direction === 'desc' });
    if (reader.isAtEnd()) return orders;
    reader.expect(',');
  }
}

function parseLevel(reader: TokenReader, level = 0): Expression {
  const word = ladder[level];
  if (word === undefined) return parseUnary(reader);
  let left = parseLevel(reader, level + 1);
  while (reader.isWord(word)) {
    reader.next();
    left = { kind: 'binary', by: word, left, right: parseLevel(reader, level + 1) };
  }
  return left;
}

function parseUnary(reader: TokenReader): Expression {
  if (reader.isWord('not')) {
    reader.next();
    return { kind: 'not', of: parseUnary(reader) };
  }
  if (!reader.isSign('-')) return parsePrimary(reader);
  reader.next();
  return { kind: 'minus', of: parseUnary(reader) };
}

function parsePrimary(reader: TokenReader): Expression {
  if (reader.isSign('(')) {
    reader.next();
    const inner = parseLevel(reader);
    reader.expect(')');
    return inner;
  }
  const { kind, text } = reader.next();
  switch (kind) {
    case 'text':
    case 'guid':
    case 'datetime':
      return { kind: 'value', value: text, of: kind };
    case 'number':
      return { kind: 'value', value: Number(text), of: 'number' };
    case 'sign':
      throw odataErrors.badQuery(`неожиданный символ "${text}"`);
    case 'word':
      if (text === 'true' || text === 'false') {
        return { kind: 'value', value: text === 'true', of: 'flag' };
      }
      if (text === 'null') return { kind: 'value', value: null, of: 'null' };
      return reader.isSign('(') ? parseCall(reader, text) : parsePath(reader, [text]);
  }
}

function parseCall(reader: TokenReader, name: string): Expression {
  reader.expect('(');
  const args: Expression[] = [];
  while (!reader.isSign(')')) {
    if (args.length > 0) reader.expect(',');
    args.push(parseLevel(reader));
  }
  reader.expect(')');
  const call: Expression = { kind: 'call', name, args };
  if (!reader.isSign('/')) return call;
  const rest = parsePath(reader, []);
  if (rest.kind !== 'field') throw odataErrors.badQuery(`путь после "${name}"`);
  return { kind: 'step', from: call, path: rest.path };
}

function parsePath(reader: TokenReader, first: readonly string[]): Expression {
  const names = [...first];
  while (reader.isSign('/')) {
    reader.next();
    const { kind, text } = reader.next();
    if (kind !== 'word') throw odataErrors.badQuery(`неожиданный символ "${text}"`);
    if (reader.isSign('(')) return parseLambda(reader, text, names);
    names.push(text);
  }
  return { kind: 'field', path: names };
}

function parseLambda(reader: TokenReader, by: string, part: readonly string[]): Expression {
  if (by !== 'any' && by !== 'all') throw odataErrors.badCall(by);
  reader.expect('(');
  if (by === 'any' && reader.isSign(')')) {
    reader.next();
    return { kind: 'lambda', by, part, variable: '', of: undefined };
  }
  const variable = reader.next().text;
  reader.expect(':');
  const of = parseLevel(reader);
  reader.expect(')');
  return { kind: 'lambda', by, part, variable, of };
}
