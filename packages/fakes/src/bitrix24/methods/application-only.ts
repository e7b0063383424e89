import { restErrors } from '../wire/rest-error.ts';
import type { VendorMethod } from './vendor-method.ts';

// What a webhook cannot do: it has no application (b24restdocs local-webhooks.md).
const names = [
  ...['event.bind', 'event.unbind', 'event.get'],
  ...['event.offline.get', 'event.offline.list', 'event.offline.clear', 'event.offline.error'],
  ...['placement.bind', 'placement.unbind', 'placement.get', 'placement.list'],
] as const;

const refuse: VendorMethod = {
  scopes: [],
  run: () => {
    throw restErrors.wrongAuthType();
  },
};

/** Methods that exist but are refused to every webhook. */
export const applicationOnlyMethods: readonly (readonly [string, VendorMethod])[] = names.map(
  (name) => [name, refuse],
);
