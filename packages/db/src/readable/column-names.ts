import { reservedWords } from './reserved-words.ts';
import { transliterate } from './transliteration.ts';

/** PostgreSQL cuts longer names off in silence. All characters here are one byte. */
const LONGEST = 63;

export interface Named {
  /** Decides between equal labels: the smaller code keeps the plain name. */
  readonly code: string;
  readonly label: string;
  /** The portal's own fields go before those that people added. */
  readonly isCustom: boolean;
}

/**
 * Names for columns that people can type without quotes, by code: `Número (CEP)` → `numero_cep`.
 * Equal ones are numbered, `valor`, `valor_2`. Only a to z, 0 to 9 and _ ever occur.
 */
export function toColumnNames(fields: readonly Named[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const rest: [Named, string][] = [];
  for (const field of fields.toSorted(byPrecedence)) {
    const name = toColumnName(field.label) ?? toColumnName(field.code) ?? 'campo';
    if (taken.has(name)) rest.push([field, name]);
    else names.set(field.code, name);
    taken.add(name);
  }
  for (const [{ code }, name] of rest) {
    const free = findFree(name, taken);
    names.set(code, free);
    taken.add(free);
  }
  return names;
}

/** The plain name of a label; undefined when nothing of it can be typed. */
export function toColumnName(label: string): string | undefined {
  const plain = transliterate(label)
    // Letters with marks that the table does not name, and signs such as ﬁ or ².
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (plain === '') return undefined;
  const name = /^\d/.test(plain) ? `_${plain}` : plain;
  const whole = name.slice(0, LONGEST);
  return reservedWords.has(whole) ? `${whole}_` : whole;
}

function findFree(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number += 1) {
    const ending = `_${number}`;
    const numbered = `${name.slice(0, LONGEST - ending.length)}${ending}`;
    if (!taken.has(numbered)) return numbered;
  }
}

function byPrecedence(one: Named, other: Named): number {
  if (one.isCustom !== other.isCustom) return one.isCustom ? 1 : -1;
  return one.code < other.code ? -1 : one.code > other.code ? 1 : 0;
}
