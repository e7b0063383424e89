import { Prisma } from './generated/client.ts';
import { toStorableJson } from './storable-text.ts';

/** What a jsonb column holds. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** For a column that may be NULL: `undefined` becomes NULL, `null` the JSON value null. */
export function toNullableJson(
  value: Json | undefined,
): Prisma.InputJsonValue | typeof Prisma.JsonNull | typeof Prisma.DbNull {
  if (value === undefined) return Prisma.DbNull;
  return value ?? Prisma.JsonNull;
}

/**
 * For a jsonb parameter of raw SQL, where node-postgres would send an array as a PostgreSQL array.
 * `undefined` becomes NULL, `null` the JSON value null.
 */
export function toJsonText(value: Json | undefined): string | null {
  return value === undefined ? null : toStorableJson(value);
}
