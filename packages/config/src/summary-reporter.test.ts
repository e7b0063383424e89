import { describe, expect, it } from 'vitest';
import { reasonOf, toSummaryLines } from './summary-reporter.ts';

describe('the reason of a skipped test', () => {
  it.each([
    ['the note that the test gave', 'rings twice', 'needs redis-server', 'needs redis-server'],
    ['only the part, of a longer note', 'rings', 'it needs chromium to click', 'needs chromium'],
    [
      'the words of its suite',
      'queues on Redis (needs redis-server) > ring',
      undefined,
      'needs redis-server',
    ],
    [
      'another note as it stands',
      'rings',
      'no keys of a test account',
      'no keys of a test account',
    ],
    ['the lack of one', 'rings', undefined, 'no reason given'],
  ])('is %s', (_, name, note, reason) => {
    expect(reasonOf(name, note)).toBe(reason);
  });
});

it('the last line stands alone, after every reason with what it prevented', () => {
  const reasons = new Map([['needs redis-server', ['ring.test.ts > rings']]]);
  expect(toSummaryLines({ passed: 3, failed: 0, skipped: 1, reasons })).toEqual([
    'skipped: needs redis-server (1)',
    '  ring.test.ts > rings',
    '3 passed, 0 failed, 1 skipped',
  ]);
});
