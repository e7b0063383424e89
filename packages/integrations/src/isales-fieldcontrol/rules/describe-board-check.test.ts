import { expect, test } from 'vitest';
import { fieldFallbacks } from '../settings.ts';
import { describeBoardCheck } from './describe-board-check.ts';

const followed = { colunaId: 17840 };
const other = { colunaId: 7 };
const unreadable = { index: 1, problem: 'coluna_id is missing' };

test.each([
  ['cards that are followed', { cards: [followed, other], problems: [] }, 0, /shows 2 cards\.$/],
  ['one card', { cards: [followed], problems: [] }, 0, /shows 1 card\.$/],
  ['an empty board', { cards: [], problems: [] }, 1, /compare ISALES_FUNIL_ID with/],
  ['cards elsewhere only', { cards: [other], problems: [] }, 0, /None stands in a column/],
  [
    'a row that cannot be read',
    { cards: [followed], problems: [unreadable] },
    1,
    /2 cards\. 1 row cannot be read \(row 2: coluna_id is missing\): correct/,
  ],
  [
    'many rows that cannot be read',
    { cards: [], problems: Array.from({ length: 5 }, () => unreadable) },
    5,
    /5 rows cannot be read .*, …\)/,
  ],
])('%s', (_, reading, problems, message) => {
  const check = describeBoardCheck(reading, fieldFallbacks);
  expect(check.counts.problems).toBe(problems);
  expect(check.message).toMatch(message);
});
