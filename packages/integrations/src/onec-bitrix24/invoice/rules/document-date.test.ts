import { expect, it } from 'vitest';
import { toDocumentDate } from './document-date.ts';

const zone = 'Asia/Almaty';
const now = new Date('2026-01-10T05:00:00Z');
const movedAt = new Date('2026-01-10T04:30:00Z');
const dated = (closeAt: Date | null, mostDaysBack = 31) =>
  toDocumentDate(
    { movedAt, closeAt, modifiedAt: now },
    { settings: { documentDate: 'closing-date', mostDaysBack }, zone, now },
  );
/** A closing date is a day, as the midnight of it in UTC. */
const day = (text: string): Date => new Date(`${text}T00:00:00Z`);

it('is the moment of the stage move unless the setting says otherwise', () => {
  const settings = { documentDate: 'stage-move', mostDaysBack: 31 } as const;
  const deal = { movedAt, closeAt: day('2025-12-31'), modifiedAt: now };
  expect(toDocumentDate(deal, { settings, zone, now })).toEqual({ date: '2026-01-10T09:30:00' });
});

it.each(['2025-12-31', '2026-01-01'])('is the closing date %s as a day of the portal', (text) => {
  expect(dated(day(text))).toEqual({ date: `${text}T12:00:00` });
});

it('keeps the time of the stage move on the closing date itself', () => {
  expect(dated(day('2026-01-10'))).toEqual({ date: '2026-01-10T09:30:00' });
});

it.each([
  ['ahead', day('2026-01-11'), /lies ahead/],
  ['too far back', day('2025-12-01'), /more than 31 days back/],
  ['missing', null, /no closing date/],
])('is no date that is %s', (_what, closeAt, words) => {
  expect(dated(closeAt)).toEqual({ problem: expect.stringMatching(words) as string });
});
