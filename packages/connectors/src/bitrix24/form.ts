/**
 * Reads the body of a Bitrix24 event (application/x-www-form-urlencoded with PHP brackets) in one
 * pass over its segments. The ingress does this for every POST before it knows the sender, so it
 * builds no objects from the sender's keys, keeps the kept segments byte for byte, and refuses
 * whatever PHP would have to guess about.
 */
import { isAscii } from 'node:buffer';

export interface Bitrix24Form {
  readonly ok: true;
  /** As sent: `ONCRMDEALUPDATE`. */
  readonly event: string;
  /** auth[application_token]; check with `createBitrix24TokenCheck`, never store. */
  readonly token: string | undefined;
  readonly domain: string | undefined;
  readonly memberId: string | undefined;
  /** data[FIELDS][ID] as sent, unchecked. */
  readonly id?: string;
  /** The body without its secrets: what may be written down. */
  readonly stored: string;
}

export interface FormProblem {
  readonly ok: false;
  /** A sentence without any value of the body. */
  readonly problem: string;
}

type Meaning = 'event' | 'token' | 'domain' | 'memberId' | 'id';
type Fate = { readonly meaning: Meaning | undefined; readonly isSecret: boolean };

const MAX_FIELDS = 200;
const MAX_KEY_DEPTH = 6;
const EVENT_NAME = /^[\w.:-]{1,100}$/;
const KEY_SHAPE = /^[^[\]]+(?:\[[^[\]]*\])*$/;
const CONTROL = /[\u0000-\u001f\u007f]/;
const POISONED = new Set(['__proto__', 'prototype', 'constructor']);

/** Fields of auth[…] that are no secret; everything else under auth is dropped before storing. */
const OPEN_AUTH_FIELDS = new Set([
  'domain',
  'member_id',
  'client_endpoint',
  'server_endpoint',
  'expires_in',
  'scope',
  'status',
]);
const SECRET_PARTS = new Set([
  'application_token',
  'access_token',
  'refresh_token',
  'auth_id',
  'refresh_id',
]);
const MEANINGS = new Map<string, Meaning>([
  ['event', 'event'],
  ['auth[application_token]', 'token'],
  ['auth[domain]', 'domain'],
  ['auth[member_id]', 'memberId'],
  ['data[FIELDS][ID]', 'id'],
]);

/** The usual keys in the spellings Bitrix24 and PHP clients use, judged once. */
const KNOWN_KEYS = judgeKnownKeys();

/** Reads one event body; see `Bitrix24Form`. Never throws. */
export function readBitrix24Form(raw: Buffer | string): Bitrix24Form | FormProblem {
  const body = typeof raw === 'string' ? raw : toText(raw);
  if (body === undefined) return refuse('The body is not valid UTF-8.');
  if (CONTROL.test(body)) return refuse('The body contains control characters; send a form.');
  const found: Partial<Record<Meaning, string>> = {};
  let stored = '';
  let keptFrom = 0;
  let fields = 0;
  let start = 0;
  while (start <= body.length) {
    const ampersand = body.indexOf('&', start);
    const end = ampersand === -1 ? body.length : ampersand;
    if (end > start) {
      fields += 1;
      if (fields > MAX_FIELDS) return refuse(`The form has more than ${MAX_FIELDS} fields.`);
      const fate = readSegment(body.slice(start, end), found);
      if (typeof fate === 'string') return refuse(fate);
      if (fate.isSecret) {
        stored = joinKept(stored, body.slice(keptFrom, start));
        keptFrom = end + 1;
      }
    }
    start = end + 1;
  }
  return toForm(found, joinKept(stored, body.slice(keptFrom)), body);
}

/** Reads one segment into `found`; answers its fate or a problem. */
function readSegment(segment: string, found: Partial<Record<Meaning, string>>): Fate | string {
  const equals = segment.indexOf('=');
  const rawKey = equals === -1 ? segment : segment.slice(0, equals);
  const fate = KNOWN_KEYS.get(rawKey) ?? judgeKey(rawKey);
  if (typeof fate === 'string') return fate;
  const value = decode(equals === -1 ? '' : segment.slice(equals + 1));
  if (value === undefined) return 'The form has a value with bad percent encoding or bad UTF-8.';
  if (fate.meaning !== undefined) {
    // These go into columns, and PostgreSQL takes no null character.
    if (CONTROL.test(value)) return `The form's ${fate.meaning} has control characters.`;
    if (found[fate.meaning] !== undefined) return `The form names its ${fate.meaning} twice.`;
    found[fate.meaning] = value;
  }
  return fate;
}

function toForm(
  found: Partial<Record<Meaning, string>>,
  stored: string,
  body: string,
): Bitrix24Form | FormProblem {
  const { event, id } = found;
  if (event === undefined) {
    return refuse(
      /^\s*[[{]/.test(body)
        ? 'The body looks like JSON; Bitrix24 events are application/x-www-form-urlencoded.'
        : 'The form has no event field.',
    );
  }
  if (!EVENT_NAME.test(event)) return refuse('The event name has characters that no event has.');
  return {
    ok: true,
    event,
    token: found.token,
    domain: found.domain,
    memberId: found.memberId,
    ...(id === undefined ? {} : { id }),
    stored,
  };
}

function judgeKey(rawKey: string): Fate | string {
  const key = decode(rawKey);
  if (key === undefined) return 'The form has a key with bad percent encoding or bad UTF-8.';
  if (!KEY_SHAPE.test(key)) return 'The form has a key with a bad bracket form.';
  const parts = key.split(/[[\]]+/).filter((part) => part !== '');
  if (parts.length > MAX_KEY_DEPTH) return 'The form has a key that is nested too deep.';
  if (parts.some((part) => POISONED.has(part))) return 'The form has a forbidden key.';
  return { meaning: MEANINGS.get(key), isSecret: isSecretKey(parts) };
}

function isSecretKey(parts: readonly string[]): boolean {
  const lower = parts.map((part) => part.toLowerCase());
  if (lower.some((part) => SECRET_PARTS.has(part))) return true;
  return lower[0] === 'auth' && !(lower.length === 2 && OPEN_AUTH_FIELDS.has(lower[1] ?? ''));
}

/** Percent-decodes strictly; undefined when the encoding or the UTF-8 in it is broken. */
function decode(text: string): string | undefined {
  if (text.includes('%')) {
    try {
      return decodeURIComponent(text.includes('+') ? text.replaceAll('+', ' ') : text);
    } catch {
      return undefined;
    }
  }
  return text.includes('+') ? text.replaceAll('+', ' ') : text;
}

function toText(raw: Buffer): string | undefined {
  if (isAscii(raw)) return raw.toString('latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    return undefined;
  }
}

/** Joins kept stretches with exactly one ampersand between them. */
function joinKept(kept: string, stretch: string): string {
  const next = stretch.endsWith('&') ? stretch.slice(0, -1) : stretch;
  if (next === '') return kept;
  return kept === '' ? next : `${kept}&${next}`;
}

function judgeKnownKeys(): ReadonlyMap<string, Fate> {
  const keys = [
    ...MEANINGS.keys(),
    ...[...OPEN_AUTH_FIELDS].map((field) => `auth[${field}]`),
    'auth[access_token]',
    'auth[refresh_token]',
    'event_handler_id',
    'ts',
  ];
  const known = new Map<string, Fate>();
  for (const key of keys) {
    const fate = judgeKey(key);
    if (typeof fate === 'string') continue;
    for (const [open, close] of [
      ['[', ']'],
      ['%5B', '%5D'],
      ['%5b', '%5d'],
    ] as const) {
      known.set(key.replaceAll('[', open).replaceAll(']', close), fate);
    }
  }
  return known;
}

function refuse(problem: string): FormProblem {
  return { ok: false, problem };
}
