import { hash } from 'node:crypto';

const BLOCK = 64;

interface Pads {
  readonly secret: string;
  readonly inner: Buffer;
  readonly outer: Buffer;
}

let last: Pads | undefined;

/**
 * HMAC-SHA256 (RFC 2104) as two one-shot hashes over pads that are made once per secret: the same
 * digest as `createHmac`, without its native object per request, which costs as much as the rest
 * of the webhook route.
 */
export function signHmac(message: Buffer, secret: string): Buffer {
  const { inner, outer } = last?.secret === secret ? last : (last = toPads(secret));
  const innerHash = hash('sha256', Buffer.concat([inner, message]), 'buffer');
  return hash('sha256', Buffer.concat([outer, innerHash]), 'buffer');
}

function toPads(secret: string): Pads {
  const bytes = Buffer.from(secret);
  const key = Buffer.alloc(BLOCK);
  (bytes.length > BLOCK ? hash('sha256', bytes, 'buffer') : bytes).copy(key);
  return {
    secret,
    inner: key.map((byte) => byte ^ 0x36) as Buffer,
    outer: key.map((byte) => byte ^ 0x5c) as Buffer,
  };
}
