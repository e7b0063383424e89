/**
 * The Bitrix24 webhook source: pure, without any HTTP client behind it, because the api imports it.
 * Bitrix24 never sends an event twice (b24restdocs events/index.md), signs nothing and proves
 * itself by a shared `application_token`.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import { readBitrix24Form } from './form.ts';

export { readBitrix24Form, type Bitrix24Form, type FormProblem } from './form.ts';

/** What a stored event asks for. */
export type StoredBitrix24Event =
  | {
      readonly kind: 'deal-added' | 'deal-changed' | 'deal-deleted';
      readonly event: string;
      /** Bitrix24's deal id, digits only. */
      readonly id: string;
    }
  | { readonly kind: 'unknown'; readonly event: string }
  | { readonly kind: 'problem'; readonly problem: string };

/** The deal events that an incoming-webhook portal can send (b24restdocs crm/deals/events). */
const DEAL_EVENTS = new Map<string, 'deal-added' | 'deal-changed' | 'deal-deleted'>([
  ['ONCRMDEALADD', 'deal-added'],
  ['ONCRMDEALUPDATE', 'deal-changed'],
  ['ONCRMDEALDELETE', 'deal-deleted'],
]);

const VENDOR_ID = /^[1-9]\d{0,17}$/;

/**
 * Makes the check of an event's token. Given and expected are hashed first, so that the comparison
 * takes the same time whatever the length and the content of the given one.
 */
export function createBitrix24TokenCheck(expected: string): (given: string | undefined) => boolean {
  const expectedHash = hash('sha256', expected, 'buffer');
  return (given) => {
    const isSame = timingSafeEqual(hash('sha256', given ?? '', 'buffer'), expectedHash);
    return isSame && given !== undefined && expected !== '';
  };
}

/** True when the event names the configured portal; letter case does not matter in host names. */
export function isBitrix24Domain(given: string | undefined, configured: string): boolean {
  return given !== undefined && given.toLowerCase() === configured.toLowerCase();
}

/**
 * Reads what `readBitrix24Form` stored. An event that Ponte has no work for is `unknown`; an event
 * that it should work on and cannot is a `problem` with a sentence for the person who looks at it.
 */
export function parseStoredBitrix24Event(stored: string): StoredBitrix24Event {
  const form = readBitrix24Form(stored);
  if (!form.ok) return { kind: 'problem', problem: form.problem };
  const kind = DEAL_EVENTS.get(form.event);
  if (kind === undefined) return { kind: 'unknown', event: form.event };
  if (form.id === undefined) {
    return { kind: 'problem', problem: `The ${form.event} event has no data[FIELDS][ID].` };
  }
  if (!VENDOR_ID.test(form.id)) {
    return { kind: 'problem', problem: `The ${form.event} event's id is not a positive number.` };
  }
  return { kind, event: form.event, id: form.id };
}
