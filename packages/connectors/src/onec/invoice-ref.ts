import { createHash } from 'node:crypto';
import type { Ref } from './model.ts';

/** What a reference is for: one deal has at most one object of each purpose. */
export interface RefOrigin {
  /** The portal's domain, which stays whatever we call its account; of a contract: our firm. */
  readonly portal: string;
  readonly dealId: string;
  /** `invoice`, `counterparty`, `contract`. */
  readonly purpose: string;
}

// A name space of our own, so that nobody else's version-5 GUIDs can be the same.
const NAME_SPACE = Buffer.from('5c1d3f0e9b7a4c52a86e10d94f2b7e63', 'hex');

/**
 * The reference under which a deal's object is created in 1C: a version-5 GUID, the same for the
 * same origin, so that a repeated creation is refused by 1C and an answer that got lost is a plain
 * look-up (client-assigned Ref_Key, KZ changelog 0.6.0).
 */
export function toInvoiceRef({ portal, dealId, purpose }: RefOrigin): Ref {
  const hash = createHash('sha1')
    .update(NAME_SPACE)
    .update(JSON.stringify([portal, dealId, purpose]))
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}
