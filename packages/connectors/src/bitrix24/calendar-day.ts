/**
 * Days on the wire. The vendor keeps a field of the type "date" as a day without a time and writes it
 * as that day's midnight in UTC, shown with the portal's offset: `2024-09-09T03:00:00+03:00` is the
 * 9th of September, and `2024-09-08T21:00:00-03:00` too (b24restdocs crm-deal-get.md; code
 * `CRestUtil::ConvertDate`).
 */

/** An instant with the portal's offset, as every date on this wire. */
export const ISO_WITH_OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

const DAY_MS = 86_400_000;

/** The calendar day that the portal means, as its midnight in UTC; undefined for what is no day. */
export function toCalendarDay(written: string): Date | undefined {
  const at = new Date(written);
  const isMidnight = ISO_WITH_OFFSET.test(written) && at.getTime() % DAY_MS === 0;
  // Any other time of day was meant in the portal's own zone, which is the one it is written in.
  const day = isMidnight ? at : new Date(`${written.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || Number.isNaN(day.getTime()) ? undefined : day;
}
