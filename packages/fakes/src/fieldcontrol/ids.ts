import { hashText, mix } from '../seeded/random.ts';

/** What a well-formed id says: base64 of `<int or uuid>:<account>`. */
export interface DecodedId {
  readonly local: string;
  readonly account: string;
}

const decoded = /^(\d{1,15}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d{1,9})$/;

/** The opaque id that stands on the wire. */
export function encodeId(local: string | number, account: string): string {
  return Buffer.from(`${local}:${account}`, 'utf8').toString('base64');
}

/** Reads an id; undefined when it is malformed. */
export function decodeId(text: string): DecodedId | undefined {
  const plain = Buffer.from(text, 'base64').toString('utf8');
  const [, local, account] = decoded.exec(plain) ?? [];
  if (local === undefined || account === undefined) return undefined;
  // Node reads base64 leniently: what does not come out as it went in is none.
  return encodeId(local, account) === text ? { local, account } : undefined;
}

/** Makes the ids of one account, the same ones for the same seed and order. */
export interface IdSource {
  /** Customers, services, employees, phones and e-mails carry whole numbers. */
  integer(): string;
  /** Locations, tickets, orders, tasks and comments carry UUIDs. */
  uuid(): string;
}

/** Makes a source; integers begin at `firstInteger`. */
export function createIdSource(seed: number, account: string, firstInteger: number): IdSource {
  const salt = hashText(`fieldcontrol ${account}`);
  let integers = 0;
  let uuids = 0;
  return {
    integer: () => {
      integers += 1;
      return encodeId(firstInteger + integers - 1, account);
    },
    uuid: () => {
      uuids += 1;
      return encodeId(seededUuid(seed, salt, uuids), account);
    },
  };
}

/** A UUID of version 4 settled by the seed, what it is for, and a number. */
export function seededUuid(seed: number, salt: number, number: number): string {
  const words = [0, 1, 2, 3].map((word) => mix(seed, salt, number * 4 + word));
  const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}
