import { ControlRefusal } from '../../control/control-refusal.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { inventAddress } from '../contents/people.ts';
import type { Address, Customer } from '../entities.ts';
import { addEmail, addPhone, makeCustomer, makeLocation } from '../records/make-customer.ts';
import { momentOf, pastMoment, type Moment } from '../records/stored.ts';
import { toWireCustomer, toWireLocation } from '../wire/customer-wire.ts';
import type { Acts, Stage } from './act.ts';
import { findCustomer, findLocation } from './find-objects.ts';

const words = ['name', 'documentNumber', 'code', 'notes', 'externalId'] as const;
const details = [...words, 'address', 'phone', 'email'];

/** What people do with customers in the panel: nothing of it is checked as the API checks it. */
export const customerActs: Acts = {
  'create-customer': {
    takes: [...details, 'createdAt', 'archived'],
    run: (stage) => {
      const { account, input } = stage;
      const moment = readMoment(stage);
      const customer = makeCustomer(
        account,
        {
          name: input.text('name'),
          documentNumber: input.optionalText('documentNumber') ?? null,
          code: input.optionalText('code') ?? null,
          notes: input.optionalText('notes') ?? null,
          external: input.optionalText('externalId') ?? null,
          address: readAddress(stage),
        },
        moment,
      );
      customer.archived = input.optionalBoolean('archived') ?? false;
      addContacts(stage, customer, moment);
      return toWireCustomer(customer);
    },
  },
  'edit-customer': {
    takes: ['customer', ...details],
    run: (stage) => {
      const { input } = stage;
      const customer = findCustomer(stage);
      for (const word of words) {
        if (!input.has(word)) continue;
        const value = input.fields[word] === null ? null : input.text(word);
        if (word === 'name') customer.name = value ?? '';
        else customer[word === 'externalId' ? 'external' : word] = value;
      }
      if (input.has('address')) customer.address = readAddress(stage, customer.address);
      addContacts(stage, customer, momentOf(stage.world));
      return toWireCustomer(customer);
    },
  },
  'archive-customer': {
    takes: ['customer', 'archived'],
    run: (stage) => {
      const customer = findCustomer(stage);
      customer.archived = stage.input.optionalBoolean('archived') ?? true;
      return toWireCustomer(customer);
    },
  },
  'create-location': {
    takes: ['customer', 'name', 'notes', 'address'],
    run: (stage) => {
      const { account, input, world } = stage;
      const address = readAddress(stage);
      const location = makeLocation(
        account,
        {
          customerId: findCustomer(stage).id,
          name: input.optionalText('name') ?? `${address.street ?? ''} - ${address.number ?? ''}`,
          notes: input.optionalText('notes') ?? null,
          address,
        },
        momentOf(world),
      );
      return toWireLocation(location);
    },
  },
  'archive-location': {
    takes: ['customer', 'location', 'archived'],
    run: (stage) => {
      const location = findLocation(stage, findCustomer(stage));
      location.archived = stage.input.optionalBoolean('archived') ?? true;
      return toWireLocation(location);
    },
  },
};

/** Now, or the past time of "createdAt". */
export function readMoment({ world, input }: Stage): Moment {
  const text = input.optionalText('createdAt');
  if (text === undefined) return momentOf(world);
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) {
    throw new ControlRefusal(`"createdAt" is a time such as 2024-05-20T13:00:00Z, not "${text}".`);
  }
  return pastMoment(ms);
}

function addContacts({ account, input }: Stage, customer: Customer, moment: Moment): void {
  const [number, address] = [input.optionalText('phone'), input.optionalText('email')];
  if (number !== undefined) {
    addPhone({ account, customer }, { number, type: 'mobile', isPrimary: true }, moment);
  }
  if (address !== undefined) {
    addEmail({ account, customer }, { address, type: 'personal', isPrimary: true }, moment);
  }
}

/** The address as typed, over the old one; what is left out of a new one is invented. */
function readAddress({ world, account, input }: Stage, old?: Address): Address {
  const base = old ?? inventAddress(world.start.seed, account.nextSequence);
  if (!input.has('address')) return base;
  const sent = input.object('address');
  const coords = sent['coords'];
  return {
    cep: text(sent, 'zipCode', text(sent, 'postalCode', base.cep)),
    street: text(sent, 'street', base.street),
    number: text(sent, 'number', base.number),
    neighborhood: text(sent, 'neighborhood', base.neighborhood),
    complement: text(sent, 'complement', base.complement),
    city: text(sent, 'city', base.city) ?? base.city,
    state: text(sent, 'state', base.state) ?? base.state,
    coords: isJsonObject(coords)
      ? { latitude: degrees(coords['latitude']), longitude: degrees(coords['longitude']) }
      : base.coords,
  };
}

function text(sent: JsonObject, name: string, fallback: string | null): string | null {
  const value = sent[name];
  if (value === undefined) return fallback;
  if (value === null || typeof value === 'string') return value;
  throw new ControlRefusal(`address: "${name}" must be a text or null.`);
}

function degrees(value: Json | undefined): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ControlRefusal('address: "coords" must be {"latitude": n, "longitude": n}.');
}
