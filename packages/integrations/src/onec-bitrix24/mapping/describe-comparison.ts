import type { Comparison } from './compare-cards.ts';

const MOST_WORDS = 8;

/** Why a score is what it is, in one line: what agrees, what differs, what only one side says. */
export function describeComparison(comparison: Comparison): string {
  const { barcode, code, conflicts, matched, onlyCard, onlyLine } = comparison;
  return [
    ...(barcode === 'same' ? ['same barcode'] : barcode === 'other' ? ['other barcode'] : []),
    ...(code === 'same' ? ['same article'] : code === 'base' ? ['article of a variant'] : []),
    ...toPart('same words', matched),
    ...toPart('differs', conflicts),
    ...toPart('only in Bitrix24', [...onlyCard, ...comparison.missingOnLine]),
    ...toPart('only in 1C', [...onlyLine, ...comparison.missingOnCard]),
  ].join('; ');
}

function toPart(title: string, words: readonly string[]): string[] {
  if (words.length === 0) return [];
  const more = words.length > MOST_WORDS ? ' …' : '';
  return [`${title}: ${words.slice(0, MOST_WORDS).join(', ')}${more}`];
}
