import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { signHmac } from './sign-hmac.ts';

test('every digest is the one that the platform makes, for keys shorter and longer than a block', () => {
  for (let round = 0; round < 300; round += 1) {
    const secret = randomBytes(round % 90).toString('latin1');
    const message = randomBytes((round * 37) % 3_000);
    expect(signHmac(message, secret)).toEqual(
      createHmac('sha256', secret).update(message).digest(),
    );
  }
});

test('a message of any length is signed alike, also behind a longer one', () => {
  for (const length of [0, 70_000, 65_536, 65_537, 3, 0]) {
    const message = randomBytes(length);
    expect(signHmac(message, 'the secret')).toEqual(
      createHmac('sha256', 'the secret').update(message).digest(),
    );
  }
});
