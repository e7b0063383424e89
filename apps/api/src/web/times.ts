import { html, type Html } from './html.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** How times are written for people. */
export interface Times {
  /** How long ago, with the exact time in the company's zone on hover. */
  ago(time: Date | null): Html;
  /** The day in the company's zone: `1 Jan 2024`. */
  day(time: Date): string;
}

/** Writes times for people, in the company's zone. */
export function createTimes(timeZone: string, now: Date): Times {
  const exact = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'long',
  });
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium' });
  return {
    day: (time) => day.format(time),
    ago: (time) =>
      time === null
        ? html`<span class="quiet">never</span>`
        : html`<time datetime="${time.toISOString()}" title="${exact.format(time)}"
            >${toRelative(time.getTime() - now.getTime())}</time
          >`,
  };
}

export function toRelative(ms: number): string {
  if (Math.abs(ms) < 2_000) return 'just now';
  for (const [unit, size] of UNITS) {
    if (Math.abs(ms) >= size) return relative.format(Math.round(ms / size), unit);
  }
  return 'just now';
}

/** A duration: `420 ms`, `3.2 s`, `4 min`. */
export function toDuration(ms: number | null): string {
  if (ms === null) return '…';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
