/**
 * The Field Control webhook source: pure, without any HTTP client behind it, because the api imports
 * it. A delivery is the resource itself; what happened and to whom stands in headers. Nothing is
 * signed: the panel's user and password ("com autenticação") are the only proof. Events are hints,
 * may come late, twice and out of order, so that whoever works on them asks the vendor what is true.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { readFieldControlId } from './ids.ts';

export type FieldControlDelivery =
  | {
      readonly ok: true;
      /** The vendor's own id of this delivery: the same when it is sent again. */
      readonly deliveryId: string;
      /** `ticket-accepted` */
      readonly event: string;
      /** Digits: the suffix of every id. */
      readonly account: string;
      /** What may be written down: event, account and the body as it came. */
      readonly stored: string;
    }
  | { readonly ok: false; readonly problem: string };

/** What a stored delivery asks for. */
export type StoredFieldControlEvent =
  | {
      readonly kind: 'ticket' | 'order';
      readonly event: string;
      readonly id: string;
      /** What the integration calls it; null when it is not one of ours. */
      readonly externalId: string | null;
    }
  | { readonly kind: 'unknown'; readonly event: string }
  | { readonly kind: 'problem'; readonly problem: string };

/** Names in lower case. */
export type DeliveryHeaders = Readonly<Record<string, string | string[] | undefined>>;

const EVENT = /^[a-z]+(?:-[a-z]+){1,5}$/;
const DELIVERY = /^[\w-]{8,64}$/;
const ACCOUNT = /^\d{1,18}$/;

/**
 * Makes the check of the `Authorization` header. Given and expected are hashed first, so that the
 * comparison takes the same time whatever the length and the content of the given one.
 */
export function createFieldControlBasicCheck(expected: {
  readonly user: string;
  readonly password: string;
}): (header: string | undefined) => boolean {
  const pair = hash('sha256', `${expected.user}:${expected.password}`, 'buffer');
  return (header) => {
    const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header?.trim() ?? '')?.[1];
    const given = Buffer.from(encoded ?? '', 'base64');
    const isSame = timingSafeEqual(hash('sha256', given, 'buffer'), pair);
    return isSame && encoded !== undefined && expected.password !== '';
  };
}

/** Reads headers and body of a delivery whose sender is known. */
export function readFieldControlDelivery(
  raw: Buffer,
  headers: DeliveryHeaders,
): FieldControlDelivery {
  const event = one(headers['x-fieldcontrol-event']);
  const deliveryId = one(headers['x-fieldcontrol-delivery']);
  const account = one(headers['x-fieldcontrol-account']);
  if (event === undefined || event.length > 60 || !EVENT.test(event)) {
    return refuse('x-fieldcontrol-event is not of the form resource-participle.');
  }
  if (deliveryId === undefined || !DELIVERY.test(deliveryId)) {
    return refuse('x-fieldcontrol-delivery is not an id.');
  }
  if (account === undefined || !ACCOUNT.test(account)) {
    return refuse('x-fieldcontrol-account is not a number.');
  }
  if (!isUtf8(raw)) return refuse('The body is not valid UTF-8.');
  const body = parseObject(raw.toString('utf8').replace(/^\ufeff/, ''));
  if (body === undefined) return refuse('The body is not a JSON object.');
  return { ok: true, deliveryId, event, account, stored: JSON.stringify({ event, account, body }) };
}

/**
 * Reads what `readFieldControlDelivery` stored. An event that Ponte has no work for is `unknown`; one
 * that it should work on and cannot is a `problem` with a sentence for the person who looks at it.
 */
export function parseStoredFieldControlEvent(stored: string): StoredFieldControlEvent {
  const { event, account, body } = parseObject(stored) ?? {};
  if (typeof event !== 'string' || typeof body !== 'object' || body === null) {
    return { kind: 'problem', problem: 'The stored event is not a delivery of Field Control.' };
  }
  const kind = /^(ticket|order)-/.exec(event)?.[1];
  if (kind !== 'ticket' && kind !== 'order') return { kind: 'unknown', event };
  const { id, external }: { id?: unknown; external?: unknown } = body;
  const parts = typeof id === 'string' ? readFieldControlId(id) : undefined;
  if (typeof id !== 'string' || parts === undefined) {
    return { kind: 'problem', problem: `The ${event} event has no id of Field Control's form.` };
  }
  if (parts.account !== account) {
    return { kind: 'problem', problem: `The ${event} event names an object of another account.` };
  }
  return { kind, event, id, externalId: readExternalId(external) };
}

function readExternalId(external: unknown): string | null {
  if (typeof external !== 'object' || external === null || !('id' in external)) return null;
  const { id } = external;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : null;
}

function one(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header.trim() : undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function refuse(problem: string): FieldControlDelivery {
  return { ok: false, problem };
}
