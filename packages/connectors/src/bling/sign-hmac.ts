import { hash } from 'node:crypto';

const BLOCK = 64;
const DIGEST = 32;
/** Longer messages get a buffer of their own. */
const USUAL = 65_536;

interface Pads {
  readonly secret: string;
  /** The inner pad and room for a usual message behind it. */
  readonly inner: Buffer;
  /** The outer pad and room for a digest. */
  readonly outer: Buffer;
}

let last: Pads | undefined;

/**
 * HMAC-SHA256 (RFC 2104) as two one-shot hashes over pads that are made once per secret: the same
 * digest as `createHmac`, without its native object per request, which costs as much as the rest
 * of the webhook route. Digests pass as text: each buffer from the hash would be memory outside the
 * heap, and freeing that is most of what a collection takes.
 */
export function signHmac(message: Buffer, secret: string): Buffer {
  const { inner, outer } = last?.secret === secret ? last : (last = toPads(secret));
  outer.write(hash('sha256', padMessage(inner, message), 'binary'), BLOCK, 'binary');
  return Buffer.from(hash('sha256', outer, 'binary'), 'binary');
}

function padMessage(inner: Buffer, message: Buffer): Buffer {
  if (message.length > USUAL) return Buffer.concat([inner.subarray(0, BLOCK), message]);
  message.copy(inner, BLOCK);
  return inner.subarray(0, BLOCK + message.length);
}

function toPads(secret: string): Pads {
  const bytes = Buffer.from(secret);
  const key = Buffer.alloc(BLOCK);
  (bytes.length > BLOCK ? hash('sha256', bytes, 'buffer') : bytes).copy(key);
  const inner = Buffer.alloc(BLOCK + USUAL);
  const outer = Buffer.alloc(BLOCK + DIGEST);
  key.forEach((byte, at) => {
    inner[at] = byte ^ 0x36;
    outer[at] = byte ^ 0x5c;
  });
  return { secret, inner, outer };
}
