const DAY_MS = 86_400_000;
const DAYS = /^(\d{1,4})d$/;

/**
 * From when on a scheduled load reads: `30d` are the last thirty days before `now`, anything else is a
 * day or an instant; null: everything.
 */
export function toLoadSince(since: string | null, now: Date): Date | null {
  if (since === null) return null;
  const days = DAYS.exec(since)?.[1];
  return days === undefined ? new Date(since) : new Date(now.getTime() - Number(days) * DAY_MS);
}

/** Whether a setting may say so. */
export function isLoadSince(text: string): boolean {
  return (
    DAYS.test(text) || (/^\d{4}-\d\d-\d\d(?:T|$)/.test(text) && !Number.isNaN(Date.parse(text)))
  );
}
