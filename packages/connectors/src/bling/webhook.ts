/**
 * The Bling webhook source: pure, without any HTTP client behind it, because the api imports it.
 * Bling signs the raw body with the app's client secret and repeats an event for up to three days
 * until it is answered 2xx (vendors' guide, webhooks), so `eventId` is the key of de-duplication.
 */
import { isUtf8 } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { signHmac } from './sign-hmac.ts';

export type BlingEvent =
  | {
      readonly ok: true;
      /** Bling's own id of this event: the same on every repetition. */
      readonly eventId: string;
      /** `order.updated` */
      readonly event: string;
      readonly companyId: string;
      /** The body as it came; it carries no secret. */
      readonly stored: string;
    }
  | { readonly ok: false; readonly problem: string };

const BYTE_ORDER_MARK = '\ufeff';
const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;
const EVENT_ID = /^[\w-]{8,64}$/;
const EVENT_NAME = /^[a-z_]{1,40}\.[a-z_]{1,40}$/;
const COMPANY_ID = /^[\w-]{1,64}$/;

/**
 * True when `header` (X-Bling-Signature-256) is the HMAC-SHA256 of the raw bytes under the client
 * secret. The comparison is constant in time; a header of any other form is simply false.
 */
export function verifyBlingSignature(
  raw: Buffer,
  header: string | undefined,
  clientSecret: string,
): boolean {
  const digest = signHmac(raw, clientSecret);
  const given = SIGNATURE.exec(header ?? '')?.[1];
  const candidate = given === undefined ? Buffer.alloc(digest.length) : Buffer.from(given, 'hex');
  return timingSafeEqual(candidate, digest) && given !== undefined && clientSecret !== '';
}

/** Reads the envelope of a verified event; the data inside is the worker's business. */
export function readBlingEvent(raw: Buffer | string): BlingEvent {
  const stored = typeof raw === 'string' ? raw : decode(raw);
  if (stored === undefined) return refuse('The body is not valid UTF-8.');
  const body = parse(stored);
  if (body === undefined) return refuse('The body is not a JSON object; Bling events are JSON.');
  const { eventId, event, companyId } = body;
  if (typeof eventId !== 'string' || !EVENT_ID.test(eventId)) {
    return refuse('The event has no eventId of the form Bling uses.');
  }
  if (typeof event !== 'string' || !EVENT_NAME.test(event)) {
    return refuse('The event name is not of the form resource.action.');
  }
  if (typeof companyId !== 'string' || !COMPANY_ID.test(companyId)) {
    return refuse('The event has no companyId.');
  }
  return { ok: true, eventId, event, companyId, stored };
}

interface Envelope {
  readonly eventId?: unknown;
  readonly event?: unknown;
  readonly companyId?: unknown;
}

function parse(text: string): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function decode(raw: Buffer): string | undefined {
  if (!isUtf8(raw)) return undefined;
  const text = raw.toString('utf8');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function refuse(problem: string): BlingEvent {
  return { ok: false, problem };
}
