import { hexText } from '../../seeded/random.ts';

/** The reference of the n-th object of a kind: the same seed gives the same one. */
export function refOf(seed: number, kind: string, index: number): string {
  const hex = hexText(seed, `onec ${kind} ${index}`, 32);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `11${hex.slice(14, 16)}`,
    `9d${hex.slice(18, 20)}`,
    hex.slice(20),
  ].join('-');
}

const first = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const second = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

/** The n-th BIN with a right control digit; invented. */
export function binOf(index: number): string {
  for (let serial = index * 3; ; serial += 1) {
    const eleven = `260440${String(serial % 100_000).padStart(5, '0')}`;
    const digit = [first, second].map((weights) => weigh(eleven, weights)).find((sum) => sum < 10);
    if (digit !== undefined) return `${eleven}${digit}`;
  }
}

function weigh(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0) % 11;
}
