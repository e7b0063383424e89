import type { Clock } from '@ponte/clock';

/** How this command shows and reads times: always in the company's zone. */
export interface Times {
  readonly zone: string;
  /** `2026-11-22 05:09:10`, in the zone. */
  at(date: Date): string;
  /** `3 min ago`, `in 2 h`. */
  ago(date: Date): string;
  /** Both; a dash when there is none. */
  full(date: Date | null): string;
  /** Rows that PostgreSQL stamps carry real time; people read the house's one clock. */
  fromReal(real: Date): Date;
  toReal(virtual: Date): Date;
}

/** `zone` is an IANA name. */
export function createTimes(zone: string, clock: Clock): Times {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const at = (date: Date): string => format.format(date);
  const ago = (date: Date): string => toDistance(date.getTime() - clock.nowMs());
  const { originMs, scale } = clock;
  return {
    zone,
    at,
    ago,
    full: (date) => (date === null ? '—' : `${at(date)} (${ago(date)})`),
    fromReal: (real) => new Date(originMs + (real.getTime() - originMs) * scale),
    toReal: (virtual) => new Date(originMs + (virtual.getTime() - originMs) / scale),
  };
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

function toDistance(ms: number): string {
  const size = Math.abs(ms);
  const [unitMs, unit] = UNITS.find(([least]) => size >= least) ?? [0, ''];
  if (unitMs === 0) return 'now';
  const count = Math.floor(size / unitMs);
  return ms < 0 ? `${count} ${unit} ago` : `in ${count} ${unit}`;
}
