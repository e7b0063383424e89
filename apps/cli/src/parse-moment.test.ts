import { expect, test } from 'vitest';
import { parseMoment } from './parse-moment.ts';

const now = new Date('2026-11-22T12:00:00Z');

function read(text: string, zone = 'UTC', direction: 'past' | 'future' = 'past'): string {
  return parseMoment(text, { option: '--since', zone, now, direction }).toISOString();
}

test('a duration points backwards or forwards', () => {
  expect(read('90m')).toBe('2026-11-22T10:30:00.000Z');
  expect(read('2d', 'UTC', 'future')).toBe('2026-11-24T12:00:00.000Z');
});

test('a day and a time without a zone are of the company’s zone', () => {
  expect(read('2026-11-22', 'Asia/Almaty')).toBe('2026-11-21T19:00:00.000Z');
  expect(read('2026-11-22 09:30', 'America/Sao_Paulo')).toBe('2026-11-22T12:30:00.000Z');
  expect(read('2026-11-22T09:30:15', 'Europe/Kyiv')).toBe('2026-11-22T07:30:15.000Z');
});

test('the offset is the one of that day, also around a change to summer time', () => {
  expect(read('2026-07-01 12:00', 'Europe/Kyiv')).toBe('2026-07-01T09:00:00.000Z');
  expect(read('2026-03-29 02:30', 'Europe/Kyiv')).toBe('2026-03-29T00:30:00.000Z');
  expect(read('2026-03-29 04:30', 'Europe/Kyiv')).toBe('2026-03-29T01:30:00.000Z');
});

test('an ISO time keeps its own zone', () => {
  expect(read('2026-11-22T09:30:00+05:00', 'Europe/Kyiv')).toBe('2026-11-22T04:30:00.000Z');
});

test('anything else is refused with what can be given', () => {
  for (const text of [
    'yesterday',
    '2h30',
    '2026-13-40',
    '2026-02-30',
    '',
    '2026-11-22T09:30:00.000',
  ]) {
    expect(() => read(text, 'Asia/Almaty')).toThrow(/--since does not read .*Asia\/Almaty/);
  }
});
