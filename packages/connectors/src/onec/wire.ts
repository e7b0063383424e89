/**
 * 1C's scalars as the standard interface writes them: an empty reference is the zero GUID, an empty
 * date `0001-01-01`, a 64-bit number is text, a quantity may be null (V174, P9). Each
 * schema gives our value for it.
 */
import { z } from 'zod';
import { EMPTY_DATE, ZERO_REF } from './base-time.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;
const DECIMAL = /^-?\d{1,15}(?:\.\d{1,10})?$/;

/** A reference that must be there. */
export const ref = z
  .string()
  .regex(GUID, 'is not a reference')
  .transform((value) => value.toLowerCase())
  .refine((value) => value !== ZERO_REF, 'is an empty reference');

/** A reference, or null for the zero GUID and for a field that is not there. */
export const refOrNull = z
  .unknown()
  .transform((value, context): string | null => {
    if (value === undefined || value === null || value === '' || value === ZERO_REF) return null;
    if (typeof value === 'string' && GUID.test(value)) return value.toLowerCase();
    context.addIssue('is not a reference');
    return z.NEVER;
  })
  .prefault(null);

/** Text; '' when there is none. Trailing spaces are 1C's padding of fixed-length fields. */
export const text = z
  .unknown()
  .transform((value, context): string => {
    if (value === undefined || value === null) return '';
    if (typeof value === 'string') return value.trimEnd();
    context.addIssue('is not a text');
    return z.NEVER;
  })
  .prefault('');

export const textOrNull = text.transform((value) => (value === '' ? null : value));

export const flag = z
  .unknown()
  .transform((value) => value === true)
  .prefault(false);

export const localTime = z.string().regex(LOCAL_TIME, 'is not a local date and time');

/** A date, or null for the empty one. */
export const localTimeOrNull = z
  .unknown()
  .transform((value) =>
    value === undefined || value === null || value === '' || value === EMPTY_DATE ? null : value,
  )
  .pipe(z.union([z.null(), localTime]))
  .prefault(null);

/**
 * A decimal as text: JSON numbers have at most fifteen digits here, which survive parsing; services
 * write texts, some with a comma and spaces. Null is zero: 1C's empty balance.
 */
export const decimal = z
  .unknown()
  .transform((value, context): string => {
    const found = toDecimalText(value);
    if (found !== undefined) return found;
    context.addIssue('is not a decimal number');
    return z.NEVER;
  })
  .prefault(0);

function toDecimalText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return '0';
  const written = typeof value === 'number' ? String(value) : value;
  if (typeof written !== 'string') return undefined;
  const clean = written.replace(/[\s\u00A0\u202F]/g, '').replace(',', '.');
  return DECIMAL.test(clean) ? trimZeros(clean) : undefined;
}

function trimZeros(digits: string): string {
  const trimmed = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
  return trimmed === '-0' ? '0' : trimmed;
}

/** The first few problems of a failed schema, naming fields and never values. */
export function toRowProblem(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'the row'} ${issue.message}`)
    .join('; ');
}
