import { divideRounded, toScaled } from '../../decimal.ts';
import type { SoldRow } from '../invoice-entry.ts';

/** Quantity times price in whole tiyn, halves away from zero. */
export function toRowSum({ quantity, price }: Pick<SoldRow, 'quantity' | 'price'>): bigint {
  return divideRounded((toScaled(quantity, 3) ?? 0n) * (toScaled(price, 2) ?? 0n), 1_000n);
}

/** The same for all rows together, rounded once. */
export function toWholeSum(rows: readonly Pick<SoldRow, 'quantity' | 'price'>[]): bigint {
  const exact = rows.reduce(
    (sum, { quantity, price }) => sum + (toScaled(quantity, 3) ?? 0n) * (toScaled(price, 2) ?? 0n),
    0n,
  );
  return divideRounded(exact, 1_000n);
}
