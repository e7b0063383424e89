import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';

/** OWASP's argon2id parameters, the same as the api's; the hash carries them. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const LEAST_LENGTH = 12;
const MOST_LENGTH = 200;

/** Why a password will not do, as a sentence; undefined when it will. The api asks the same. */
export function findPasswordProblem(password: string, login: string): string | undefined {
  if (password.length < LEAST_LENGTH) {
    return `The password needs at least ${LEAST_LENGTH} characters; a sentence is a good one.`;
  }
  if (password.length > MOST_LENGTH) {
    return `The password may have at most ${MOST_LENGTH} characters.`;
  }
  if (new Set(password).size < 5) return 'The password repeats the same few characters.';
  return password.toLowerCase().includes(login.toLowerCase())
    ? 'The password must not contain the login.'
    : undefined;
}

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

/** The hash of a password that nobody knows: its user can only come in through a one-time link. */
export function hashUnknownPassword(): Promise<string> {
  return hashPassword(randomBytes(32).toString('base64url'));
}
