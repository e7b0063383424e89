import { expect, test } from 'vitest';
import { isCron } from './cron.ts';

test.each(['30 4 * * *', '*/15 0-6 1,15 * 1-5', '0 0 31 12 7', '5-59/10 * * * *'])(
  '"%s" is a time',
  (text) => {
    expect(isCron(text)).toBe(true);
  },
);

test.each([
  ...['', '* * * *', '* * * * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *'],
  ...['* * * * 8', '5-3 * * * *', '*/0 * * * *', 'every day at four now', '@daily', '1,,2 * * * *'],
  ...['30  4 * * *', '-1 * * * *', '1-61 * * * *'],
])('"%s" is none', (text) => {
  expect(isCron(text)).toBe(false);
});
