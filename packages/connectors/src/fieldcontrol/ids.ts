/**
 * Field Control's ids: base64 of `<number or uuid>:<account>`. They are opaque to everybody but this
 * file, which reads the account out of them: an id of another account is refused here, because the
 * vendor's answer to it does not say what is wrong.
 */

/** An id as the vendor writes it. */
export type FieldControlId = string;

export interface IdParts {
  /** A whole number or a uuid. */
  readonly entity: string;
  /** Digits: the account that the object belongs to. */
  readonly account: string;
}

const FORM = /^[A-Za-z0-9+/]+={0,2}$/;
const PARTS = /^(\d{1,18}|[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}):(\d{1,18})$/i;

/** The parts of an id; undefined when it is none. */
export function readFieldControlId(id: string): IdParts | undefined {
  if (id.length > 120 || !FORM.test(id)) return undefined;
  const [, entity, account] = PARTS.exec(atob(padded(id))) ?? [];
  return entity === undefined || account === undefined ? undefined : { entity, account };
}

/** True for a well-formed id of this account; of any account when none is given. */
export function isIdOfAccount(id: string, account: string | undefined): boolean {
  const parts = readFieldControlId(id);
  return parts !== undefined && (account === undefined || parts.account === account);
}

/** `atob` refuses some lengths without their padding. */
function padded(id: string): string {
  const bare = id.replace(/=+$/, '');
  return bare.length % 4 === 1 ? '' : bare;
}
