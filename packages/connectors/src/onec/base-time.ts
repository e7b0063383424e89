/** Times as 1C writes them: local, without a zone (V174: Edm.DateTime). */
import type { LocalDateTime } from './model.ts';

/** What 1C writes for "no date". */
export const EMPTY_DATE = '0001-01-01T00:00:00';
/** What 1C writes for "no reference". */
export const ZERO_REF = '00000000-0000-0000-0000-000000000000';

const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant as the local time of a base in `zone` (`Asia/Almaty`), in whole seconds. */
export function toBaseTime(date: Date, zone: string): LocalDateTime {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(date)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  const day = `${part('year')}-${part('month')}-${part('day')}`;
  return `${day}T${part('hour')}:${part('minute')}:${part('second')}`;
}

/**
 * The first moment of the day after `date` in the base's zone: as a `Period` it stands for all that
 * happened up to the end of `date`'s day, 23:59:59 documents included.
 */
export function toNextMidnight(date: Date, zone: string): LocalDateTime {
  const day = toBaseTime(date, zone).slice(0, 10);
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return `${next.toISOString().slice(0, 10)}T00:00:00`;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, format);
  return format;
}
