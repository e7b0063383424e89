import {
  createBitrix24TokenCheck,
  isBitrix24Domain,
  readBitrix24Form,
} from '@ponte/connectors/bitrix24/webhook';
import type { Check } from './sources.ts';

export interface Bitrix24Proof {
  readonly applicationToken: string;
  readonly domain: string;
}

/**
 * Checks a Bitrix24 event: readable form, the portal's token, this portal's domain. An authentic
 * event that is odd in any other way is let in: Bitrix24 never sends it again, and the worker
 * can hold it for a person.
 */
export function createBitrix24Check({ applicationToken, domain }: Bitrix24Proof): Check {
  const isToken = createBitrix24TokenCheck(applicationToken);
  return (raw) => {
    const form = readBitrix24Form(raw);
    if (!form.ok) {
      return { isAuthentic: false, refusal: 'unreadable-event', problem: form.problem };
    }
    if (!isToken(form.token)) {
      return { isAuthentic: false, refusal: 'unproven-event' };
    }
    if (form.domain !== undefined && !isBitrix24Domain(form.domain, domain)) {
      return { isAuthentic: false, refusal: 'foreign-account' };
    }
    return { isAuthentic: true, stored: form.stored };
  };
}
