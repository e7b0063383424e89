/**
 * Bitrix24's scalars as `crm.deal.get`, `crm.deal.list` and the other legacy methods write them:
 * everything is a string, flags are Y/N, and "nothing" is null in lists, "" in get, false for an
 * empty multiple field (b24restdocs crm-deal-get.md, crm-deal-list.md). Each schema reads one such
 * scalar strictly and gives the same value whichever route it came by.
 */
import { z } from 'zod';
import { ISO_WITH_OFFSET, toCalendarDay } from './calendar-day.ts';

/** The vendor's digits; eighteen of them fit into a bigint everywhere. */
export const DIGITS = /^\d{1,18}$/;
export const DECIMAL = /^-?\d{1,20}(?:\.\d{1,10})?$/;

/** An absent key reads as null too, hence `prefault` below: rights may hide fields. */
const NOTHING = new Set<unknown>([undefined, null, '', false]);

/** A vendor id as the vendor's own digits, or null; "0" stands for none. */
export const idOrNull = z
  .unknown()
  .transform((value, context): string | null => {
    if (NOTHING.has(value) || value === '0') return null;
    if (typeof value === 'string' && DIGITS.test(value)) return value;
    context.addIssue('is not an id');
    return z.NEVER;
  })
  .prefault(null);

/** A vendor id that must be there; "0" is a real one (the default funnel). */
export const id = z.string().regex(DIGITS, 'is not an id');

/** Text, with nothing as null. */
export const textOrNull = z
  .unknown()
  .transform((value, context): string | null => {
    if (NOTHING.has(value)) return null;
    if (typeof value === 'string') return value;
    context.addIssue('is not a text');
    return z.NEVER;
  })
  .prefault(null);

/** Y or N. */
export const flagOrNull = z
  .unknown()
  .transform((value, context): boolean | null => {
    if (NOTHING.has(value)) return null;
    if (value === 'Y') return true;
    if (value === 'N') return false;
    context.addIssue('is neither Y nor N');
    return z.NEVER;
  })
  .prefault(null);

/** A decimal kept as the vendor's digits: money is never a float here. */
export const decimalOrNull = z
  .unknown()
  .transform((value, context): string | null => {
    if (NOTHING.has(value)) return null;
    if (typeof value === 'string' && DECIMAL.test(value)) return value;
    context.addIssue('is not a decimal number');
    return z.NEVER;
  })
  .prefault(null);

/** An instant: ISO 8601 with the portal's offset. Without an offset nobody knows which instant. */
export const instant = z.unknown().transform((value, context): Date => {
  const date = typeof value === 'string' && ISO_WITH_OFFSET.test(value) ? new Date(value) : null;
  if (date !== null && !Number.isNaN(date.getTime())) return date;
  context.addIssue('is not a date with a time zone offset');
  return z.NEVER;
});

export const instantOrNull = z
  .unknown()
  .transform((value) => (NOTHING.has(value) ? null : value))
  .pipe(z.union([z.null(), instant]))
  .prefault(null);

/** A calendar day, as its midnight in UTC. */
export const dayOrNull = z
  .unknown()
  .transform((value, context): Date | null => {
    if (NOTHING.has(value)) return null;
    const isWritten = typeof value === 'string' && ISO_WITH_OFFSET.test(value);
    const day = isWritten ? toCalendarDay(value) : undefined;
    if (day !== undefined) return day;
    context.addIssue('is not a date with a time zone offset');
    return z.NEVER;
  })
  .prefault(null);

/** The first few problems of a failed schema, naming fields and never values. */
export function toSchemaProblem(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'the answer'} ${issue.message}`)
    .join('; ');
}
