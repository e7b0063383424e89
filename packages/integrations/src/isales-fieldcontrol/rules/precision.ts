/** How exactly a place is known, the best first. A person's word stands above everything. */
export const PRECISIONS = ['pessoa', 'pin', 'numero', 'rua', 'cep', 'bairro', 'cidade'] as const;

export type Precision = (typeof PRECISIONS)[number];

/** True when a place known so exactly may be told to FieldControl. */
export function isExactEnough(precision: Precision, least: Precision): boolean {
  return rank(precision) <= rank(least);
}

/** 0 is the best. */
export function rank(precision: Precision): number {
  return PRECISIONS.indexOf(precision);
}

/** Reads a stored word; null for anything else. */
export function toPrecision(word: string | null): Precision | null {
  return PRECISIONS.find((known) => known === word) ?? null;
}
