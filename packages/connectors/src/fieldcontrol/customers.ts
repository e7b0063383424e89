/** Customers, their phones, e-mails and locations. */
import type { Account } from './account.ts';
import { toCustomerBody, toLocationBody } from './drafts.ts';
import type { Customer } from './model.ts';
import { customer, customerEmail, customerPhone, location } from './schemas.ts';
import type { CustomerOperations, Found, LocationOperations } from './operations.ts';
import { toBareDocument, toDocumentSpellings } from './query.ts';
import { readWholeList, searchList, sweepList } from './sweep.ts';

/** Binds the operations to one account. */
export function createCustomers(account: Account): CustomerOperations & LocationOperations {
  return {
    ...createCustomerReads(account),
    createCustomer: (draft, options = {}) =>
      account.sendForOne(
        {
          ...{ operation: 'createCustomer', effect: 'create', method: 'POST', path: 'customers' },
          ...{ json: toCustomerBody(draft), options },
        },
        customer,
      ),
    ...createContacts(account),
    ...createLocations(account),
  };
}

type CustomerReads = Pick<
  CustomerOperations,
  'findCustomersByDocument' | 'findCustomersByCode' | 'getCustomer' | 'sweepCustomers'
>;

function createCustomerReads(account: Account): CustomerReads {
  const list = { path: 'customers', schema: customer } as const;
  return {
    findCustomersByDocument: async (document, options = {}) => {
      const bare = toBareDocument(document);
      if (bare === '') return { items: [], swept: false };
      const isOfDocument = ({ documentNumber }: Customer): boolean =>
        toBareDocument(documentNumber ?? '') === bare;
      const found = new Map<string, Customer>();
      let swept = false;
      for (const spelling of toDocumentSpellings(bare)) {
        const answer: Found<Customer> = await searchList(account, {
          ...{ ...list, operation: 'findCustomersByDocument', options },
          filter: { document_number: spelling },
          fits: isOfDocument,
          isSought: (each) => isOfDocument(each) && !each.archived,
        });
        for (const each of answer.items) found.set(each.id, each);
        ({ swept } = answer);
        // A sweep has compared every spelling already.
        if (swept) break;
      }
      return { items: [...found.values()], swept };
    },
    findCustomersByCode: (code, options = {}) =>
      searchList(account, {
        ...{ ...list, operation: 'findCustomersByCode', options },
        filter: { code },
        fits: (each) => each.code === code,
        isSought: (each) => each.code === code && !each.archived,
      }),
    getCustomer: async (id, options = {}) => {
      const operation = 'getCustomer';
      const path = `customers/${account.toSegment(operation, id)}`;
      return account.sendForOne({ operation, effect: 'read', path, options }, customer);
    },
    sweepCustomers: (options = {}) =>
      sweepList(account, { ...list, operation: 'sweepCustomers', options }),
  };
}

type Contacts = Pick<CustomerOperations, 'listPhones' | 'addPhone' | 'listEmails' | 'addEmail'>;

function createContacts(account: Account): Contacts {
  const pathOf = (operation: string, id: string, what: 'phones' | 'emails'): string =>
    `customers/${account.toSegment(operation, id)}/${what}`;
  return {
    listPhones: async (customerId, options = {}) => {
      const operation = 'listPhones';
      const path = pathOf(operation, customerId, 'phones');
      return readWholeList(account, { operation, path, schema: customerPhone, options });
    },
    addPhone: async (customerId, draft, options = {}) => {
      const operation = 'addPhone';
      const path = pathOf(operation, customerId, 'phones');
      const call = { operation, effect: 'create', method: 'POST', path } as const;
      await account.send({ ...call, json: draft, options });
    },
    listEmails: async (customerId, options = {}) => {
      const operation = 'listEmails';
      const path = pathOf(operation, customerId, 'emails');
      return readWholeList(account, { operation, path, schema: customerEmail, options });
    },
    addEmail: async (customerId, draft, options = {}) => {
      const operation = 'addEmail';
      const path = pathOf(operation, customerId, 'emails');
      const call = { operation, effect: 'create', method: 'POST', path } as const;
      await account.send({ ...call, json: draft, options });
    },
  };
}

function createLocations(account: Account): LocationOperations {
  const pathOf = (operation: string, id: string): string =>
    `customers/${account.toSegment(operation, id)}/locations`;
  return {
    listLocations: async (customerId, options = {}) => {
      const operation = 'listLocations';
      const path = pathOf(operation, customerId);
      return readWholeList(account, { operation, path, schema: location, options });
    },
    createLocation: async (customerId, draft, options = {}) => {
      const operation = 'createLocation';
      const path = pathOf(operation, customerId);
      const json = toLocationBody(customerId, draft);
      const call = { operation, effect: 'create', method: 'POST', path, json, options } as const;
      return account.sendForOne(call, location);
    },
  };
}
