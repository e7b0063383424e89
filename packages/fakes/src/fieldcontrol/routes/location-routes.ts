import { keptAddress, putBody } from '../bodies/put-body.ts';
import { readAddress } from '../bodies/read-address.ts';
import { readResource } from '../bodies/resource-reader.ts';
import type { Location } from '../entities.ts';
import type { ListShape } from '../lists/list-page.ts';
import { makeLocation } from '../records/make-customer.ts';
import { momentOf } from '../records/stored.ts';
import { toWireLocation } from '../wire/customer-wire.ts';
import { listOf, needCustomer, needLocation } from './find-records.ts';
import { created, ok, type Call, type Routes } from './route.ts';

// No filter of this list is known, so every one is ignored.
const shape: ListShape<Location> = { filters: {}, toWire: toWireLocation };

/** Places of a customer. The CEP is called postalCode here and nowhere else. */
export const locationRoutes: Routes = {
  'get /customers/{id}/locations': (call) => {
    const customer = needCustomer(call);
    const all = [...call.account.locations.values()];
    return listOf(
      call,
      all.filter(({ customerId }) => customerId === customer.id),
      shape,
    );
  },
  'get /customers/{id}/locations/{id}': (call) => ok(toWireLocation(needLocation(call))),
  'post /customers/{id}/locations': (call) => {
    const { world, account, body } = call;
    const customer = needCustomer(call);
    const { isArchived, ...draft } = readLocation(call, body, undefined);
    const location = makeLocation(account, { ...draft, customerId: customer.id }, momentOf(world));
    location.archived = isArchived;
    return created(toWireLocation(location));
  },
  'put /customers/{id}/locations/{id}': (call) => {
    const location = needLocation(call);
    const { isArchived, ...draft } = readLocation(
      call,
      putBody(call, toWireLocation(location)),
      location,
    );
    Object.assign(location, draft, { archived: isArchived });
    return ok(toWireLocation(location));
  },
};

function readLocation(call: Call, body: Call['body'], changed: Location | undefined) {
  const { world, account } = call;
  const reader = readResource(body);
  const owner = reader.optionalReference('customer', account.customers);
  if (owner !== null && owner !== needCustomer(call).id) {
    reader.complain('customer.id', 'must be the customer of the path');
  }
  const draft = {
    name: reader.text('name'),
    notes: reader.optionalText('notes'),
    address: keptAddress(call, changed?.address) ?? readAddress(reader, 'location', world.settings),
    isArchived: reader.optionalBoolean('archived') ?? false,
  };
  reader.refuseIfWrong();
  return draft;
}
