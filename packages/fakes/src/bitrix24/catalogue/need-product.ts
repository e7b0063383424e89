import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import type { Portal } from '../portal.ts';
import type { Product } from './product.ts';

/** The card named by a control request. */
export function needProduct(portal: Portal, input: InputReader, field: string): Product {
  const id = input.integer(field);
  const product = portal.catalogue.products.get(id);
  if (product) return product;
  throw new ControlRefusal(`The catalogue has no product ${id}; GET /state?products=1 shows all.`);
}
