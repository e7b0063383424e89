import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openKeyring } from './keyring.ts';

const makeKey = (): string => randomBytes(32).toString('base64');
const place = ['bitrix24', 'default', 'webhook-url'];

describe('reading ENCRYPTION_KEY', () => {
  test('the first key writes and all keys read', () => {
    const [one, two] = [`one:${makeKey()}`, `two:${makeKey()}`];
    const before = openKeyring(one).seal('secret', place);
    const keyring = openKeyring(` ${two}, ${one} `);

    expect(keyring.firstId).toBe('two');
    expect(keyring.seal('secret', place).keyId).toBe('two');
    expect(keyring.open(before, place)).toBe('secret');
  });

  const sixteen = randomBytes(16).toString('base64');
  test.each([
    ['nothing', '', 'Key 1 of ENCRYPTION_KEY is not "id:base64 of 32 bytes"'],
    ['no id', makeKey(), 'Key 1 of ENCRYPTION_KEY'],
    ['a short key', `k:${sixteen}`, 'Key 1 of ENCRYPTION_KEY'],
    ['a bad second key', `a:${makeKey()},b:${sixteen}`, 'Key 2 of ENCRYPTION_KEY'],
    ['a trailing comma', `a:${makeKey()},`, 'Key 2 of ENCRYPTION_KEY'],
    ['an id with a slash', `a/b:${makeKey()}`, 'Key 1 of ENCRYPTION_KEY'],
    ['one id twice', `a:${makeKey()},a:${makeKey()}`, 'two keys with the id "a"'],
  ])('%s is refused with what to do and without a part of a key', (_, text, words) => {
    let message = '';
    try {
      openKeyring(text);
    } catch (error) {
      message = String(error);
    }

    expect(message).toContain(words);
    for (const key of text.match(/[\w+/]{20,}/g) ?? []) expect(message).not.toContain(key);
  });

  test('a keyring prints no key', () => {
    const key = makeKey();
    const keyring = openKeyring(`k:${key}`);

    const printed = inspect(keyring, { depth: 9 }) + JSON.stringify(keyring);

    expect(printed).not.toContain(key);
    expect(printed).not.toContain(Buffer.from(key, 'base64').toString('hex').slice(0, 8));
  });
});

describe('sealing', () => {
  const keyring = openKeyring(`k:${makeKey()}`);

  test.each(['', 'x', 'https://portal/rest/1/çàñárí/', 'токен 🔑', 'a'.repeat(100_000)])(
    'a secret opens as it was sealed (%#)',
    (secret) => {
      expect(keyring.open(keyring.seal(secret, place), place)).toBe(secret);
    },
  );

  test('the same secret is never sealed twice alike', () => {
    const seals = Array.from({ length: 50 }, () => keyring.seal('secret', place).ciphertext);

    expect(new Set(seals.map((seal) => Buffer.from(seal).toString('hex'))).size).toBe(50);
  });

  test('a sealed secret opens at no other place', () => {
    const sealed = keyring.seal('secret', ['a/b', 'c', 'd']);

    expect(() => keyring.open(sealed, ['a', 'b/c', 'd'])).toThrow('does not open');
    expect(() => keyring.open(sealed, ['a/b', 'c', 'e'])).toThrow('does not open');
  });

  test('a change of any bit, or a cut anywhere, is noticed', () => {
    const { keyId, ciphertext } = keyring.seal('secret', place);
    for (let index = 0; index < ciphertext.length; index += 1) {
      const changed = new Uint8Array(ciphertext);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => keyring.open({ keyId, ciphertext: changed }, place)).toThrow('does not open');
      const cut = ciphertext.slice(0, index);
      expect(() => keyring.open({ keyId, ciphertext: cut }, place)).toThrow('does not open');
    }
  });

  test('a missing key is named together with how to bring it back', () => {
    const sealed = openKeyring(`gone:${makeKey()}`).seal('secret', place);

    expect(() => keyring.open(sealed, place)).toThrow(
      'The key "gone" is missing from ENCRYPTION_KEY. Add it again behind the first key',
    );
  });
});
