import { expect, test } from 'vitest';
import { OPEN_END } from './plan-ranges.ts';
import { listSettledKeys, parseRangeKey, toRangeKey } from './range-key.ts';

test.each([
  [{ after: 424, upTo: 430 }, 2, '424-430#2'],
  [{ after: 0, upTo: 7 }, 1, '0-7#1'],
  [{ after: 424, upTo: OPEN_END }, 1, '424-end#1'],
])('the key of %j says where the deal lies', (range, place, key) => {
  expect(toRangeKey(range, place)).toBe(key);
  expect(parseRangeKey(key)).toEqual(range);
});

test.each(['424', 'after-424', '430-424#1', '424-424#1', '424-430', ''])(
  '"%s" names no ids',
  (key) => {
    expect(parseRangeKey(key)).toBeUndefined();
  },
);

test('a deal before all others is settled by a read that begins at its id', () => {
  expect(listSettledKeys(['0-3#1'], [{ after: 1, upTo: 90 }], new Set())).toEqual(['0-3#1']);
  expect(listSettledKeys(['0-3#1'], [{ after: 3, upTo: 90 }], new Set())).toEqual([]);
});

test('holds whose ids were read again have no cause left, unless they were held anew', () => {
  const keys = ['424-430#1', '424-430#2', '500-510#1', '600-end#1', 'odd'];
  const done = [
    { after: 400, upTo: 500 },
    { after: 590, upTo: OPEN_END },
  ];
  expect(listSettledKeys(keys, done, new Set(['424-430#1']))).toEqual(['424-430#2', '600-end#1']);
});
