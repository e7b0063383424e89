import type { Portal } from '../portal.ts';
import type { Product } from './product.ts';

/** Fires an event of a card: beside its id it names the card's type. */
export function fireProduct(
  { events }: Portal,
  what: 'ADD' | 'UPDATE' | 'DELETE',
  { id, type }: Product,
): void {
  events.fire(`CATALOG.PRODUCT.ON.${what}`, id, { TYPE: String(type) });
}
