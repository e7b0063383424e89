import { expect, it } from 'vitest';
import type { LaterEnd } from '../invoice-entry.ts';
import { bePatient, MOST_TRIES, SETTLE_DELAY_MS } from './be-patient.ts';

const now = new Date('2026-11-22T12:00:00Z');
const later = (change: Partial<LaterEnd> = {}): LaterEnd => ({
  ...{ end: 'later', until: new Date(now.getTime() + SETTLE_DELAY_MS), isTry: true },
  ...{ error: new Error('broken pipe'), ...change },
});
const waitMs = (tries: number, end = later()): number => {
  const patient = bePatient(end, { tries, now });
  return patient.end === 'later' ? patient.until.getTime() - now.getTime() : -1;
};

it('waits longer after each failure, but never longer than ten minutes', () => {
  const waits = Array.from({ length: MOST_TRIES - 1 }, (_, tries) => waitMs(tries) / 1_000);
  expect(waits).toEqual([30, 60, 120, 240, 480, 600, 600, 600, 600]);
});

it('never comes before the vendor said', () => {
  const until = new Date(now.getTime() + 3_600_000);
  expect(waitMs(0, later({ until }))).toBe(3_600_000);
});

it('asks a person after the last try, with the last failure', () => {
  expect(bePatient(later(), { tries: MOST_TRIES - 1, now })).toMatchObject({
    ...{ end: 'held', reason: 'keeps-failing', detail: 'Tried 10 times: broken pipe' },
  });
});

it('does not count a wait in which nothing failed', () => {
  const waiting = later({ isTry: false });
  expect(bePatient(waiting, { tries: MOST_TRIES, now })).toBe(waiting);
});
