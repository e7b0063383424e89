import { describe, expect, test } from 'vitest';
import {
  needDecimal,
  NotAsDocumented,
  toDecimal,
  toFlag,
  toId,
  toIdOrNull,
} from './catalogue-wire.ts';

describe('quantities', () => {
  test.each([
    [null, '0'],
    [undefined, '0'],
    ['', '0'],
    [0, '0'],
    [-0, '0'],
    [12.5, '12.5'],
    [79.372, '79.372'],
    [1e-7, '0.0000001'],
    ['1000.000000', '1000'],
    ['0012.50', '12.5'],
    ['-0.0', '0'],
    ['-3.10', '-3.1'],
  ])('%j reads as %s', (wire, decimal) => {
    expect(toDecimal(wire, 'quantity')).toBe(decimal);
  });

  test.each([[true], ['1,5'], ['twelve'], [Number.NaN], [Number.POSITIVE_INFINITY], [{}], ['1e5']])(
    '%j is refused, naming the field and not the value',
    (wire) => {
      expect(() => toDecimal(wire, 'quantity')).toThrow(
        new NotAsDocumented('quantity is not a decimal number'),
      );
    },
  );

  test('a caller’s decimal is brought into one writing or refused', () => {
    expect(needDecimal('7.50', 'A quantity')).toBe('7.5');
    expect(() => needDecimal('7,5', 'A quantity')).toThrow(RangeError);
  });
});

describe('ids and flags', () => {
  test('are read whether they come as numbers or as texts', () => {
    expect([toId(12, 'id'), toId('12', 'id'), toIdOrNull(0, 'id'), toIdOrNull('0', 'id')]).toEqual([
      '12',
      '12',
      null,
      null,
    ]);
    expect(() => toId(null, 'id')).toThrow('id is missing');
    expect(() => toId('12abc', 'id')).toThrow('id is not an id');
    expect(() => toId(1.5, 'id')).toThrow('id is not an id');
    expect([toFlag('Y', 'active', false), toFlag(null, 'active', true)]).toEqual([true, true]);
    expect(() => toFlag('maybe', 'active', true)).toThrow('active is neither Y nor N');
  });
});
