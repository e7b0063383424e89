import type {
  AddressDraft,
  Coordinates,
  CustomerDraft,
  LocationDraft,
  OrderDraft,
  TicketDraft,
} from '@ponte/connectors/fieldcontrol/model';
import type { Payment, Person, PlaceText, Work } from '../project.ts';
import { toMessage, toSubject } from './to-message.ts';

/** Everything that FieldControl is told of a card. */
export interface DraftFacts {
  readonly isalesClienteId: string;
  readonly person: Person & { readonly nome: string };
  readonly place: PlaceText & { readonly cidade: string; readonly estado: string };
  readonly coordinates: Coordinates;
  readonly work: Work;
  readonly payment: Payment;
}

/** Names at FieldControl that an object was made under. */
export interface DeliveryTarget {
  readonly chave: string;
  readonly prefix: string;
  readonly serviceId: string;
  readonly customerId: string;
  readonly locationId: string | null;
}

/** The customer; `code` finds it again when there is no document. */
export function toCustomerDraft(facts: DraftFacts): CustomerDraft {
  const { person, isalesClienteId } = facts;
  return {
    name: person.nome,
    ...(person.documento === null ? {} : { documentNumber: person.documento }),
    code: toCustomerCode(isalesClienteId),
    externalId: `isales:cliente:${isalesClienteId}`,
    address: toAddressDraft(facts),
  };
}

export function toCustomerCode(isalesClienteId: string): string {
  return `isales-${isalesClienteId}`;
}

/** A further place of a customer: `Rua das Acácias - 383`. */
export function toLocationDraft(facts: DraftFacts): LocationDraft {
  const { logradouro, numero, cidade } = facts.place;
  const name = [logradouro, numero].filter((part) => part !== null).join(' - ');
  return { name: name === '' ? cidade : name, address: toAddressDraft(facts) };
}

/** The request that a planner accepts. */
export function toTicketDraft(
  facts: Omit<DraftFacts, 'place' | 'coordinates'>,
  target: DeliveryTarget,
): TicketDraft {
  const { person, work, payment } = facts;
  const { email, telefone } = person;
  const contact = {
    ...(email === null ? {} : { email }),
    ...(telefone === null ? {} : { phone: telefone.digits }),
  };
  return {
    name: person.nome,
    subject: toSubject(target.prefix, person.nome),
    message: toMessage(work, payment),
    ...{ externalId: target.chave, customerId: target.customerId, serviceId: target.serviceId },
    ...(target.locationId === null ? {} : { locationId: target.locationId }),
    ...(Object.keys(contact).length === 0 ? {} : { contact }),
  };
}

/** FieldControl takes no longer description of an order. */
const MOST_DESCRIPTION = 2_000;

/** The same as an order at once: subject and text are its description. */
export function toOrderDraft(facts: DraftFacts, target: DeliveryTarget): OrderDraft {
  const { subject, message, externalId, customerId, serviceId } = toTicketDraft(facts, target);
  return {
    description: `${subject}\n\n${message}`.slice(0, MOST_DESCRIPTION),
    ...{ externalId, customerId, serviceId, address: toAddressDraft(facts) },
    ...(target.locationId === null ? {} : { locationId: target.locationId }),
  };
}

function toAddressDraft({ place, coordinates }: DraftFacts): AddressDraft {
  return {
    zipCode: place.cep ?? '',
    street: place.logradouro ?? '',
    number: place.numero ?? '',
    neighborhood: place.bairro ?? '',
    complement: place.complemento ?? '',
    city: place.cidade,
    state: place.estado,
    coords: coordinates,
  };
}
