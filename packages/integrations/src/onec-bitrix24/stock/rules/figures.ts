import { toScaled } from '../../decimal.ts';

/** Quantities are whole numbers of thousandths throughout. */
export const PLACES = 3;

/** A figure's place: a card, and a store or '' where stores do not count. */
export function toPlace(productId: string, storeId: string): string {
  return `${productId}/${storeId}`;
}

/** The same the other way round. */
export function toCardAndStore(place: string): { productId: string; storeId: string } {
  const [productId = '', storeId = ''] = place.split('/');
  return { productId, storeId };
}

/** An amount that is no decimal counts as none: the connectors have checked it before. */
export function toFigure(text: string): bigint {
  return toScaled(text, PLACES) ?? 0n;
}

/** Ids are numbers as text: the shorter is the lower. */
export function compareIds(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}

/** `1001, 1003 and 7 more`: enough of a list for a sentence. */
export function nameSome(words: readonly string[], most = 10): string {
  const rest = words.length - most;
  return rest > 0 ? `${words.slice(0, most).join(', ')} and ${rest} more` : words.join(', ');
}
