import type { Address } from '@ponte/connectors/fieldcontrol/model';
import type { PlaceText } from '../project.ts';
import { toAddressKey } from '../rules/normalise-address.ts';
import { toLocationDraft } from '../rules/to-drafts.ts';
import type { EnsuredCustomer } from './ensure-customer.ts';
import type { PushWork } from './push-work.ts';
import { writeOnce, type Made, type Written } from './write-once.ts';

/**
 * The place at FieldControl: the known one, that of the same address in another spelling, the
 * customer's own when the address is the same, one of its others, else a new one. Throws what the client throws while reading.
 */
export async function ensureLocation(
  work: Omit<PushWork, 'requests'>,
  customer: EnsuredCustomer,
): Promise<
  { readonly state: 'there'; readonly id: string } | Exclude<Written, { state: 'there' }>
> {
  const { due, tenure, facts, field, options, ports } = work;
  const { enderecoId, fieldId } = due.location;
  if (fieldId !== null) return { state: 'there', id: fieldId };
  const { primaryLocationId, found, isFresh } = customer;
  if (isFresh && primaryLocationId !== null) return { state: 'there', id: primaryLocationId };
  const reference = `isales:endereco:${enderecoId}`;
  const key = { operation: 'fieldcontrol.createLocation', reference };
  const effectOf = (made: Made) => ({ kind: 'location', enderecoId, fieldId: made.id }) as const;
  const adopt = async (id: string): Promise<{ state: 'there'; id: string }> => {
    await tenure.intents.adopt(key, effectOf({ id }));
    return { state: 'there', id };
  };
  const wanted = toAddressKey(due.place);
  // What was made a moment ago shows late in FieldControl's lists, but at once in the tables.
  const located = await ports.listLocated(due.customer.clienteId);
  const twin = located.find(({ place }) => wanted !== '' && toAddressKey(place) === wanted);
  if (twin !== undefined) return adopt(twin.fieldId);
  if (found !== undefined && primaryLocationId !== null && isAt(found.address, wanted)) {
    return adopt(primaryLocationId);
  }
  const search = async (): Promise<Made | undefined> => {
    const all = await field.listLocations(customer.id, options);
    return all.find(({ archived, address }) => !archived && isAt(address, wanted));
  };
  const known = await search();
  if (known !== undefined) return adopt(known.id);
  const draft = toLocationDraft(facts);
  const written = await writeOnce({
    intents: tenure.intents,
    ...{ key, body: draft, now: work.now, lookUp: search },
    create: (onStatus) => field.createLocation(customer.id, draft, { ...options, onStatus }),
    toEffect: effectOf,
  });
  return written.state === 'there' ? { state: 'there', id: written.made.id } : written;
}

function isAt(address: Address | null, wanted: string): boolean {
  if (address === null || wanted === '') return false;
  const place: PlaceText = {
    ...{ cep: address.zipCode, logradouro: address.street, numero: address.number },
    ...{ complemento: address.complement, bairro: address.neighborhood },
    ...{ cidade: address.city, estado: address.state },
  };
  return toAddressKey(place) === wanted;
}
