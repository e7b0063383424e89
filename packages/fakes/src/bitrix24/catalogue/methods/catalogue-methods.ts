import type { VendorMethod } from '../../methods/vendor-method.ts';
import { dealRowMethods } from './deal-rows.ts';
import { documentElementMethods } from './document-elements.ts';
import { documentMethods } from './documents.ts';
import { productMethods } from './products.ts';
import { storeMethods } from './stores.ts';

/** Every method of the catalogue, by its lower-case name. */
export const catalogueMethods: readonly (readonly [string, VendorMethod])[] = [
  ...productMethods,
  ...storeMethods,
  ...documentMethods,
  ...documentElementMethods,
  ...dealRowMethods,
];
