import type { z } from 'zod';

/** A value as one text: lists joined by commas; null for nothing. */
export function toText(value: unknown): string | null {
  if (Array.isArray(value)) {
    const parts = value.map(toText).filter((part) => part !== null);
    return parts.length === 0 ? null : parts.join(', ');
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}

/** The first few problems of a failed schema, naming fields and never values. */
export function toRowProblem(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.') || 'the row'}: ${message}`)
    .join('; ');
}
