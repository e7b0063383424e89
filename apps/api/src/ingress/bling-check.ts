import { readBlingEvent, verifyBlingSignature } from '@ponte/connectors/bling/webhook';
import type { Check, Verdict } from './sources.ts';

/**
 * Checks a Bling event: the HMAC over the raw bytes comes first, so that a stranger can occupy no
 * event id. A signed event whose envelope is odd is kept without a key rather than refused: Bling
 * would repeat it for days and then switch the webhook off.
 */
export function createBlingCheck({ clientSecret }: { readonly clientSecret: string }): Check {
  return (raw, headers) => {
    const signature = headers['x-bling-signature-256'];
    if (typeof signature !== 'string' || !verifyBlingSignature(raw, signature, clientSecret)) {
      return { isAuthentic: false, refusal: 'unproven-event' };
    }
    const event = readBlingEvent(raw);
    if (event.ok) return { isAuthentic: true, stored: event.stored, eventKey: event.eventId };
    return keepOddEvent(raw, event.problem);
  };
}

function keepOddEvent(raw: Buffer, problem: string): Verdict {
  const text = raw.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(raw) && !text.includes('\0');
  if (isText && isJson(text)) return { isAuthentic: true, stored: text };
  return { isAuthentic: false, refusal: 'unreadable-event', problem };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
