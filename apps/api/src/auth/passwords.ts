import { hash, verify } from '@node-rs/argon2';

/** OWASP's argon2id parameters; the library's algorithm is argon2id unless told otherwise. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const MIN_PASSWORD_LENGTH = 12;
const MAX_PASSWORD_LENGTH = 200;

/** Why a password will not do, as a sentence; undefined when it will. */
export function findPasswordProblem(password: string, login: string): string | undefined {
  if (password.length < MIN_PASSWORD_LENGTH) {
    return `The password needs at least ${MIN_PASSWORD_LENGTH} characters; a sentence is a good one.`;
  }
  if (password.length > MAX_PASSWORD_LENGTH) {
    return `The password may have at most ${MAX_PASSWORD_LENGTH} characters.`;
  }
  if (new Set(password).size < 5) return 'The password repeats the same few characters.';
  return login !== '' && password.toLowerCase().includes(login.toLowerCase())
    ? 'The password must not contain the login.'
    : undefined;
}

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

let decoy: Promise<string> | undefined;

/** Takes the same time whether or not there is a hash to compare with. */
export async function verifyPassword(
  passwordHash: string | undefined,
  password: string,
): Promise<boolean> {
  decoy ??= hashPassword('no user has this password');
  const isSame = await verify(passwordHash ?? (await decoy), password.normalize('NFKC'));
  return isSame && passwordHash !== undefined;
}
