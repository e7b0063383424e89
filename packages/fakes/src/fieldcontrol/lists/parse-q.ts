/** How a filter compares; the sign stands before the colon, equality has none. */
export type Operator = '=' | '>=' | '<=' | '>' | '<';

/** One condition of `q`. */
export interface Term {
  /** snake_case. */
  readonly key: string;
  readonly operator: Operator;
  readonly value: string;
}

const term = /([a-z_]+)(>=|<=|>|<)?:(?:"([^"]*)"|(\S*))(?=\s|$)/y;

/**
 * Reads `q`: terms such as `name:"Marina Prado"` or `updated_at>=:2026-09-01`, apart by blanks.
 * What is no term is passed over without a word, as unknown keys are.
 */
export function parseQ(text: string): readonly Term[] {
  const terms: Term[] = [];
  let position = 0;
  while (position < text.length) {
    term.lastIndex = position;
    const found = term.exec(text);
    if (found) {
      const [whole, key = '', operator = '=', quoted, bare = ''] = found;
      terms.push({ key, operator: operator as Operator, value: quoted ?? bare });
      position += whole.length;
    }
    position = nextWord(text, position);
  }
  return terms;
}

/** Where the word after the next blank begins. */
function nextWord(text: string, from: number): number {
  const blank = text.slice(from).search(/\s/);
  if (blank < 0) return text.length;
  const word = text.slice(from + blank).search(/\S/);
  return word < 0 ? text.length : from + blank + word;
}
