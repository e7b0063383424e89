import { readResource } from '../bodies/resource-reader.ts';
import type { Email, Phone } from '../entities.ts';
import type { ListShape } from '../lists/list-page.ts';
import { addEmail, addPhone } from '../records/make-customer.ts';
import { momentOf } from '../records/stored.ts';
import { toWireEmail, toWirePhone } from '../wire/customer-wire.ts';
import { listOf, needCustomer } from './find-records.ts';
import { created, type Routes } from './route.ts';

const phones: ListShape<Phone> = { filters: {}, toWire: toWirePhone };
const emails: ListShape<Email> = { filters: {}, toWire: toWireEmail };

/** Phones and e-mail addresses of a customer; a customer's `contact` mirrors the primary ones. */
export const contactRoutes: Routes = {
  'get /customers/{id}/phones': (call) => listOf(call, needCustomer(call).phones, phones),
  'post /customers/{id}/phones': (call) => {
    const { world, account, body } = call;
    const customer = needCustomer(call);
    const reader = readResource(body);
    const draft = {
      number: reader.text('number'),
      type: reader.text('type'),
      isPrimary: reader.optionalBoolean('primary') ?? false,
    };
    reader.refuseIfWrong();
    return created(toWirePhone(addPhone({ account, customer }, draft, momentOf(world))));
  },
  'get /customers/{id}/emails': (call) => listOf(call, needCustomer(call).emails, emails),
  'post /customers/{id}/emails': (call) => {
    const { world, account, body } = call;
    const customer = needCustomer(call);
    const reader = readResource(body);
    const draft = {
      address: reader.text('address'),
      type: reader.text('type'),
      isPrimary: reader.optionalBoolean('primary') ?? false,
    };
    if (draft.address !== '' && !draft.address.includes('@')) {
      reader.complain('address', 'must be a valid email');
    }
    reader.refuseIfWrong();
    return created(toWireEmail(addEmail({ account, customer }, draft, momentOf(world))));
  },
};
