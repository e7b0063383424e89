import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of every sealed text: leaves room for another way of sealing. */
const FORMAT = 1;

/** The keys of ENCRYPTION_KEY. Keep it out of logs: it is made of closures and prints as none. */
export interface Keyring {
  /** The key that new secrets are sealed with. */
  readonly firstId: string;
  has(keyId: string): boolean;
  /** Encrypts with the first key; `context` must be given again to open. */
  seal(secret: string, context: readonly string[]): Sealed;
  /** Throws when the key is missing, or when key, context or ciphertext is not what was sealed. */
  open(sealed: Sealed, context: readonly string[]): string;
}

export interface Sealed {
  keyId: string;
  ciphertext: Uint8Array<ArrayBuffer>;
}

/**
 * Reads `id:base64,id:base64`: ids of letters, digits, `_`, `.` and `-`, keys of 32 bytes. The first
 * key writes, all of them read. Throws with what is wrong and never with a part of a key.
 */
export function openKeyring(text: string): Keyring {
  const keys = new Map<string, Buffer>();
  for (const [index, entry] of text.split(',').entries()) {
    const { id, key } = parseKey(entry.trim(), index + 1);
    if (keys.has(id)) throw new Error(`ENCRYPTION_KEY has two keys with the id "${id}".`);
    keys.set(id, key);
  }
  const [first] = keys;
  if (!first) throw new Error('ENCRYPTION_KEY has no key.');
  const [firstId, firstKey] = first;
  return {
    firstId,
    has: (keyId) => keys.has(keyId),
    seal: (secret, context) => ({
      keyId: firstId,
      ciphertext: encrypt(firstKey, secret, toAad(firstId, context)),
    }),
    open: ({ keyId, ciphertext }, context) => {
      const key = keys.get(keyId);
      if (!key) throw new Error(toMissingKeyMessage(keyId));
      return decrypt(key, ciphertext, { keyId, context });
    },
  };
}

/** What to do about a key that sealed something and is no longer there. */
export function toMissingKeyMessage(keyId: string): string {
  return (
    `The key "${keyId}" is missing from ENCRYPTION_KEY. Add it again behind the first key ` +
    `("new:…,${keyId}:…") until everything sealed with it is sealed anew.`
  );
}

function parseKey(entry: string, place: number): { id: string; key: Buffer } {
  const [, id, base64] = /^([\w.-]{1,32}):([A-Za-z0-9+/_-]+={0,2})$/.exec(entry) ?? [];
  const key = base64 === undefined ? undefined : Buffer.from(base64, 'base64');
  if (id === undefined || key?.length !== KEY_BYTES) {
    throw new Error(
      `Key ${place} of ENCRYPTION_KEY is not "id:base64 of ${KEY_BYTES} bytes". ` +
        'Make one with: echo "k1:$(openssl rand -base64 32)"',
    );
  }
  return { id, key };
}

/** JSON keeps the parts apart: ["a/b", "c"] and ["a", "b/c"] must not open each other. */
function toAad(keyId: string, context: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, keyId, ...context]));
}

function encrypt(key: Buffer, secret: string, aad: Buffer): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad);
  const body = [cipher.update(secret, 'utf8'), cipher.final()];
  return new Uint8Array(Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), ...body]));
}

function decrypt(
  key: Buffer,
  ciphertext: Uint8Array,
  { keyId, context }: { keyId: string; context: readonly string[] },
): string {
  const bytes = Buffer.from(ciphertext);
  const tagStart = 1 + NONCE_BYTES;
  const bodyStart = tagStart + TAG_BYTES;
  try {
    if (bytes[0] !== FORMAT) throw new Error(`unknown format ${bytes[0]}`);
    const nonce = bytes.subarray(1, tagStart);
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(toAad(keyId, context))
      .setAuthTag(bytes.subarray(tagStart, bodyStart));
    return decipher.update(bytes.subarray(bodyStart), undefined, 'utf8') + decipher.final('utf8');
  } catch (error) {
    throw new Error(
      `The secret ${context.join('/')} does not open with the key "${keyId}" of ENCRYPTION_KEY. ` +
        'Either another key has taken over this id, or the row was changed or copied: give the ' +
        'right key, or store the secret anew.',
      { cause: error },
    );
  }
}
