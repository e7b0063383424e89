/** Longer than this no vendor is believed: the job asks again by its own plan. */
const LONGEST_MS = 3_600_000;

/** The moment that a `Retry-After` header names: seconds from `now` (virtual), or an HTTP date. */
export function readRetryAfter(header: string | undefined, now: Date): Date | undefined {
  const written = header?.trim() ?? '';
  if (written === '') return undefined;
  const waitMs = /^\d+(?:\.\d+)?$/.test(written)
    ? Number(written) * 1_000
    : Date.parse(written) - now.getTime();
  if (Number.isNaN(waitMs)) return undefined;
  return new Date(now.getTime() + Math.min(Math.max(waitMs, 0), LONGEST_MS));
}
