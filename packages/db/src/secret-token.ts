import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as base64url: a bearer's secret, shown once and never stored. */
export function createSecretToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored instead. A fast hash is enough: 256 random bits cannot be guessed. */
export function hashSecretToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
