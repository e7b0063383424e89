import type { Pending } from '../project.ts';

/** Tries after which a card that alone cannot be read waits for a person. */
export const MOST_TRIES = 5;

interface VendorShape extends Error {
  readonly kind: string;
}

const UNWELL = new Set(['rate_limited', 'unavailable', 'timeout', 'auth_expired']);

/** Five seconds, then three times as long each time: an outage of minutes uses no card up. */
const FIRST_WAIT_MS = 5_000;
const WAIT_GROWS_BY = 3;

/**
 * Nothing could be read at all: no card's fault, but those that were asked for stand behind the
 * others, so that the next attempt does not begin with them.
 */
export const PUT_OFF: Unread = { pending: undefined, forMs: 1_000, isTry: false };

/** A card that waits for a person, or for its next try. */
export type Unread =
  | { readonly pending: Pending }
  | {
      readonly pending: undefined;
      /** Virtual milliseconds until then. */
      readonly forMs: number;
      /** Whether the failure counts against the card. */
      readonly isTry: boolean;
    };

/**
 * What becomes of a card whose details could not be read or written: it is tried again, or it is a
 * pending. Throws what no other card would fare better with: a lost access, a store that is away.
 */
export function decideUnread(error: unknown, tries: number): Unread {
  if (isVendorShape(error) && error.kind === 'auth_revoked') throw error;
  if (isStoreAway(error)) throw error;
  // The limit, ours or the vendor's, says nothing of the card.
  const isLimit = isVendorShape(error) && error.kind === 'rate_limited';
  if (isLimit || (isVendorUnwell(error) && tries + 1 < MOST_TRIES)) {
    const forMs = FIRST_WAIT_MS * WAIT_GROWS_BY ** Math.min(tries, MOST_TRIES);
    return { pending: undefined, forMs, isTry: !isLimit };
  }
  return { pending: { motivo: 'isales_incompleto', detalhe: toWords(error) } };
}

/** PostgreSQL's classes of what is its own affair: connections, resources, shutdowns. */
const STORE_CODES = /^(?:08|40|53|55|57|58)\w{3}$|^E[A-Z]{3,}$/;

/** True when PostgreSQL itself is unwell: no card and no delivery would fare better. */
export function isStoreAway(error: unknown): error is Error {
  if (!(error instanceof Error) || isVendorShape(error)) return false;
  const code: unknown = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && STORE_CODES.test(code)) return true;
  return /timeout|connection terminated/i.test(error.message);
}

/** True for a failure that says more of the vendor than of the card. */
export function isVendorUnwell(error: unknown): boolean {
  return isVendorShape(error) && UNWELL.has(error.kind);
}

function toWords(error: unknown): string {
  if (isVendorShape(error)) return `Os detalhes não puderam ser lidos: ${error.message}`;
  const name = error instanceof Error ? error.name : 'erro';
  return name === 'NothingKept'
    ? 'Não há respostas guardadas deste cartão: use refetch.'
    : `Os detalhes não puderam ser interpretados (${name}).`;
}

function isVendorShape(error: unknown): error is VendorShape {
  return error instanceof Error && error.name === 'VendorError' && 'kind' in error;
}
