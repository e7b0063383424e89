import { ambiguousCards } from './ambiguous-cards.ts';
import { articleSpellings } from './article-spellings.ts';
import { barcodes } from './barcodes.ts';
import { bundles } from './bundles.ts';
import { cutNames } from './cut-names.ts';
import { gluedWords } from './glued-words.ts';
import { lookAlikes } from './look-alikes.ts';
import { packSizes } from './pack-sizes.ts';
import type { LabelledRow } from './parse-labelled-rows.ts';
import { plainNames } from './plain-names.ts';
import { promotionPrefixes } from './promotion-prefixes.ts';
import { retiredCards } from './retired-cards.ts';
import { samples } from './samples.ts';
import { services } from './services.ts';
import { translations } from './translations.ts';
import { variantSuffixes } from './variant-suffixes.ts';

/**
 * Every row, of every difficulty. All lines of 1C form one catalogue (equal lines count once), so
 * that each card has the whole set to go wrong in.
 */
export const labelledSet: readonly LabelledRow[] = [
  ...articleSpellings,
  ...variantSuffixes,
  ...packSizes,
  ...cutNames,
  ...promotionPrefixes,
  ...translations,
  ...lookAlikes,
  ...gluedWords,
  ...bundles,
  ...services,
  ...samples,
  ...retiredCards,
  ...ambiguousCards,
  ...barcodes,
  ...plainNames,
];
