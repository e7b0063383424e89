import { keptAddress, putBody } from '../bodies/put-body.ts';
import { readAddress } from '../bodies/read-address.ts';
import { readResource } from '../bodies/resource-reader.ts';
import type { Customer } from '../entities.ts';
import { flagFilter, momentFilter, nameFilter, textFilter } from '../lists/filters.ts';
import type { ListShape } from '../lists/list-page.ts';
import { makeCustomer, type CustomerDraft } from '../records/make-customer.ts';
import { momentOf } from '../records/stored.ts';
import { toWireCustomer } from '../wire/customer-wire.ts';
import { emptyList, listOf, needCustomer } from './find-records.ts';
import { created, ok, type Call, type Routes } from './route.ts';

const shape: ListShape<Customer> = {
  toWire: toWireCustomer,
  filters: {
    name: nameFilter(({ name }) => name),
    archived: flagFilter(({ archived }) => archived),
    document_number: textFilter(({ documentNumber }) => documentNumber),
    code: textFilter(({ code }) => code),
    created_at: momentFilter(({ createdMs }) => createdMs),
  },
};

/** Customers: making one makes its primary location too. */
export const customerRoutes: Routes = {
  'get /customers': (call) => listOf(call, call.account.customers.values(), shape),
  'get /customers/{id}': (call) => ok(toWireCustomer(needCustomer(call))),
  'post /customers': (call) => {
    const { world, account, body } = call;
    const { isArchived, ...draft } = readCustomer(call, body, undefined);
    const customer = makeCustomer(account, draft, momentOf(world));
    customer.archived = isArchived;
    return created(toWireCustomer(customer));
  },
  'put /customers/{id}': (call) => {
    const customer = needCustomer(call);
    const { isArchived, ...draft } = readCustomer(
      call,
      putBody(call, toWireCustomer(customer)),
      customer,
    );
    Object.assign(customer, draft, { archived: isArchived });
    return ok(toWireCustomer(customer));
  },
  'get /customers/{id}/labels': (call) => {
    needCustomer(call);
    return emptyList(call);
  },
};

function readCustomer(
  call: Call,
  body: Call['body'],
  changed: Customer | undefined,
): CustomerDraft & { readonly isArchived: boolean } {
  const { world, account } = call;
  const { settings } = world;
  const reader = readResource(body);
  const name = reader.text('name');
  if (name !== '' && name.length < settings.shortestName) {
    reader.complain('name', `must have at least ${settings.shortestName} characters`);
  }
  const documentNumber = reader.optionalText('documentNumber');
  const others = [...account.customers.values()].filter((other) => other !== changed);
  if (settings.duplicateDocuments === 'rejected' && isTaken(documentNumber, others)) {
    reader.complain('documentNumber', 'must be unique');
  }
  const draft = {
    name,
    documentNumber,
    code: reader.optionalText('code'),
    notes: reader.optionalText('notes'),
    external: reader.optionalText('external.id'),
    address: keptAddress(call, changed?.address) ?? readAddress(reader, 'customer', settings),
    isArchived: reader.optionalBoolean('archived') ?? false,
  };
  reader.refuseIfWrong();
  return draft;
}

/** Without the mask: an account that refuses duplicates is not fooled by dots. */
function isTaken(documentNumber: string | null, others: readonly Customer[]): boolean {
  const plain = toPlain(documentNumber);
  return plain !== '' && others.some((other) => toPlain(other.documentNumber) === plain);
}

function toPlain(documentNumber: string | null): string {
  return (documentNumber ?? '').replace(/[^0-9A-Za-z]/g, '').toUpperCase();
}
