import type { Account } from '../account.ts';
import type { Address, Customer, Email, Location, Phone } from '../entities.ts';
import { stamp, type Moment } from './stored.ts';

/** What a new customer is made of. */
export interface CustomerDraft {
  readonly name: string;
  readonly code: string | null;
  readonly notes: string | null;
  readonly documentNumber: string | null;
  readonly external: string | null;
  readonly address: Address;
}

/** Makes a customer together with its primary location. */
export function makeCustomer(account: Account, draft: CustomerDraft, moment: Moment): Customer {
  const stored = stamp(account, account.ids.integer(), moment);
  const location = makeLocation(
    account,
    { customerId: stored.id, name: 'Principal', notes: null, address: draft.address },
    moment,
  );
  const customer: Customer = {
    ...stored,
    ...draft,
    archived: false,
    primaryLocationId: location.id,
    phones: [],
    emails: [],
  };
  account.customers.set(customer.id, customer);
  return customer;
}

/** Makes one more location of a customer. */
export function makeLocation(
  account: Account,
  draft: Pick<Location, 'customerId' | 'name' | 'notes' | 'address'>,
  moment: Moment,
): Location {
  const location = { ...stamp(account, account.ids.uuid(), moment), ...draft, archived: false };
  account.locations.set(location.id, location);
  return location;
}

/** Adds a phone; the first one is primary, and so is one that says so. */
export function addPhone(
  { account, customer }: { account: Account; customer: Customer },
  draft: Pick<Phone, 'number' | 'type' | 'isPrimary'>,
  moment: Moment,
): Phone {
  const phone = { ...stamp(account, account.ids.integer(), moment), ...draft };
  addPrimary(customer.phones, phone);
  return phone;
}

/** Adds an e-mail address, as addPhone does. */
export function addEmail(
  { account, customer }: { account: Account; customer: Customer },
  draft: Pick<Email, 'address' | 'type' | 'isPrimary'>,
  moment: Moment,
): Email {
  const email = { ...stamp(account, account.ids.integer(), moment), ...draft };
  addPrimary(customer.emails, email);
  return email;
}

function addPrimary<T extends { isPrimary: boolean }>(list: T[], added: T): void {
  added.isPrimary = added.isPrimary || list.length === 0;
  if (added.isPrimary) for (const each of list) each.isPrimary = false;
  list.push(added);
}
