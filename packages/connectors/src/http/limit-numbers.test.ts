import { describe, expect, test } from 'vitest';
import { toBulkReservoir, toReservoir, toSpacedReservoir } from './limit-numbers.ts';

const STANDARD = { burst: 50, perSecond: 2 };
const ENTERPRISE = { burst: 250, perSecond: 5 };

/**
 * The worst case for the vendor: the reservoir is full, everything leaves at once, each increase
 * leaves at once, and what left early arrives together with what left late.
 */
function highestLevel(limit: typeof STANDARD, scale: number, lateRealSeconds: number): number {
  const { intervalMs, amount, maximum } = toReservoir(limit, scale);
  let highest = 0;
  for (let seconds = 0; seconds < 60; seconds += 0.25) {
    const virtual = seconds * scale;
    const steps = Math.ceil(((seconds + lateRealSeconds) * 1_000) / intervalMs) + 1;
    const arrived = maximum + steps * amount;
    const drained = Math.max(0, Math.floor(virtual) - 1) * limit.perSecond;
    highest = Math.max(highest, arrived - drained);
  }
  return highest;
}

describe.each([
  ['standard', STANDARD],
  ['enterprise', ENTERPRISE],
])('%s', (_, limit) => {
  test('in real time the level stays under the limit though requests travel for a second', () => {
    expect(highestLevel(limit, 1, 1)).toBeLessThanOrEqual(limit.burst);
  });

  test('nothing is taken off the rate in real time', () => {
    const { amount, intervalMs } = toReservoir(limit, 1);
    expect((amount * 1_000) / intervalMs).toBe(limit.perSecond);
  });

  test.each([1, 2, 10, 60, 600, 10_000])('at scale %i two bursts fit into the limit', (scale) => {
    const { amount, maximum, intervalMs } = toReservoir(limit, scale);
    expect(amount + maximum).toBeLessThan(limit.burst);
    expect(amount).toBeGreaterThan(0);
    expect(intervalMs % 250).toBe(0);
    expect((amount * 1_000) / intervalMs).toBeLessThanOrEqual(limit.perSecond * scale);
  });

  test('bulk work gets four fifths', () => {
    const all = toReservoir(limit, 1);
    expect(toBulkReservoir(all).amount).toBeCloseTo(all.amount * 0.8);
    expect(toBulkReservoir(all).maximum).toBeCloseTo(all.maximum * 0.8);
  });
});

describe('a limit without bursts', () => {
  const SECOND = { burst: 1, perSecond: 1, spacingMs: 1_150 };

  test.each([1, 2, 10, 60, 600])(
    'at scale %i requests keep more than the demanded distance',
    (scale) => {
      const { spacing } = toSpacedReservoir(SECOND, scale, { stepMs: 25, jitterMs: 10 });
      expect(spacing?.arrivalMs).toBe(1_000 / scale);
      expect(spacing?.spacingMs).toBeGreaterThanOrEqual(1_000 / scale + 10);
    },
  );

  test('the reservoir fills at the rate of the distance, and holds back nothing for live work', () => {
    const all = toSpacedReservoir(SECOND, 1, { stepMs: 250, jitterMs: 30 });
    expect(all.amount / all.intervalMs).toBeCloseTo(1 / 1_150, 9);
    expect(1_000 / 1_150).toBeGreaterThan(0.8);
    expect(toBulkReservoir(all)).toEqual({ ...all, spacing: undefined });
  });
});
