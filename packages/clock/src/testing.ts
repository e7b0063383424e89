import { createClock, type Clock } from './clock.ts';

/** Nights end here: after the last job that a schedule brings by night. Minutes of the day. */
const MORNING = 3.5 * 60;
/** From here on a test of some virtual hours would come into the night. */
const EVENING = 18 * 60;
const DAY = 24 * 60;

/**
 * A scaled clock for tests, the same by day and by night: at its start the nightly jobs and midnight
 * of the zone are more than five virtual hours away. It is up to ten hours ahead of real time. With
 * scale 1 it is the wall clock, which a test that lasts a minute hardly sees a night job of.
 */
export function createDayClock(options: { scale: number; zone: string }): Clock {
  const { scale, zone } = options;
  if (scale === 1) return createClock();
  const nowMs = Date.now();
  const aheadMs = toMorningMs(nowMs, zone);
  return createClock({ scale, originMs: Math.floor(nowMs - aheadMs / (scale - 1)) });
}

/** Milliseconds from then until the next morning of the zone; 0 by day. */
export function toMorningMs(nowMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).formatToParts(nowMs);
  const valueOf = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const minutes = valueOf('hour') * 60 + valueOf('minute');
  if (minutes >= MORNING && minutes < EVENING) return 0;
  return ((MORNING - minutes + DAY) % DAY) * 60_000;
}
