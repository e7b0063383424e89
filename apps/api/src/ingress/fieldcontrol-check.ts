import {
  createFieldControlBasicCheck,
  readFieldControlDelivery,
} from '@ponte/connectors/fieldcontrol/webhook';
import type { Check } from './sources.ts';

/**
 * Checks a delivery of FieldControl: user and password are the only proof there is, so they come
 * first. The delivery's id is the key: the same delivery counts once, however often it is sent.
 */
export function createFieldControlCheck(options: {
  readonly user: string;
  readonly password: string;
  /** The account whose deliveries are taken; any when undefined. */
  readonly accountId: string | undefined;
}): Check {
  const isProven = createFieldControlBasicCheck(options);
  return (raw, headers) => {
    const { authorization } = headers;
    if (!isProven(typeof authorization === 'string' ? authorization : undefined)) {
      return { isAuthentic: false, refusal: 'unproven-event' };
    }
    const delivery = readFieldControlDelivery(raw, headers);
    if (!delivery.ok) {
      return { isAuthentic: false, refusal: 'unreadable-event', problem: delivery.problem };
    }
    const { account, stored, deliveryId } = delivery;
    if (options.accountId !== undefined && account !== options.accountId) {
      return { isAuthentic: false, refusal: 'foreign-account' };
    }
    return { isAuthentic: true, stored, eventKey: deliveryId };
  };
}
