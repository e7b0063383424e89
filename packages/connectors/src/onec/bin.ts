/**
 * BIN and IIN of Kazakhstan: twelve digits, the last a control digit, by two rows of weights (three
 * public implementations agree: validate-iin-example, aqsha-ber, kz-iin-validator).
 */
const FIRST = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;
const SECOND = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2] as const;

/** What is wrong with a BIN or IIN, as a sentence without the number; undefined when it is right. */
export function findBinProblem(bin: string): string | undefined {
  if (!/^\d{12}$/.test(bin))
    return 'A BIN or IIN has exactly twelve digits; correct it in the deal.';
  const control = toControlDigit(bin);
  if (control === undefined) {
    return 'No BIN or IIN begins with these eleven digits; correct it in the deal.';
  }
  return control === Number(bin[11])
    ? undefined
    : 'The control digit of the BIN or IIN is wrong: a digit is mistyped; correct it in the deal.';
}

/** True for twelve digits with a right control digit. */
export function isBin(bin: string): boolean {
  return findBinProblem(bin) === undefined;
}

/** The twelfth digit that belongs to the first eleven; undefined when such a number is not issued. */
function toControlDigit(bin: string): number | undefined {
  const first = weigh(bin, FIRST);
  if (first < 10) return first;
  const second = weigh(bin, SECOND);
  return second < 10 ? second : undefined;
}

function weigh(bin: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(bin[index]), 0) % 11;
}
