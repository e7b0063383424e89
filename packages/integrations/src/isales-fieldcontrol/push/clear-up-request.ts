import type { Delivered } from '../field-intents.ts';
import type { PushWork } from './push-work.ts';
import { bindLookUp, toRequestKey } from './request-kinds.ts';
import { clearUp, type Made } from './write-once.ts';

/** What stands for the body while nothing is sent. */
const NO_BODY = 'look-up';

/**
 * Finds out whether a request whose answer was lost is there, by what was sent and not by what the
 * card says now. It asks for no place and no customer, and makes none.
 */
export function clearUpRequest(work: Omit<PushWork, 'facts'>): ReturnType<typeof clearUp> {
  const { due, requests, settings, now } = work;
  const { chave, sent, customer, location, ref } = due;
  const kind = sent.objeto ?? settings.target;
  const toEffect = (made: Made, isMade: boolean) => {
    const delivered: Delivered = {
      ...{ deliveryId: due.id, objeto: kind, fieldId: made.id, isMade },
      clienteFieldId: made.customerId ?? ref?.clienteFieldId ?? customer.fieldId,
      locationFieldId: made.locationId ?? ref?.locationFieldId ?? location.fieldId,
      ...{ requestHash: sent.requestHash, sentOf: null, situacao: made.situacao ?? 'pending' },
    };
    return { kind: 'delivered', delivered } as const;
  };
  // Without a name everything is read.
  const lookUp = bindLookUp(work, { kind, chave, nome: sent.nome ?? due.person.nome ?? '' });
  const key = toRequestKey(kind, chave);
  return clearUp({ intents: requests, key, lookUp, toEffect, now }, NO_BODY);
}
