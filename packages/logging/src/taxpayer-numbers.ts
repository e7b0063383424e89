/**
 * Brazil's taxpayer numbers without punctuation. Only the check digits tell them from ids and times of
 * the same length.
 */

const CPF_WEIGHTS = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
const CNPJ_WEIGHTS = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];

/** A person's number: eleven digits, the last two of which are checks. */
export function isCpf(digits: string): boolean {
  return digits.length === 11 && isChecked(digits, CPF_WEIGHTS);
}

/** A company's number: fourteen digits, the last two of which are checks. */
export function isCnpj(digits: string): boolean {
  return digits.length === 14 && isChecked(digits, CNPJ_WEIGHTS) && !isTimestamp(digits);
}

function isChecked(digits: string, weights: readonly number[]): boolean {
  const values = Array.from(digits, Number);
  // A row of equal digits passes the sum and was given to nobody.
  if (new Set(values).size === 1) return false;
  const body = values.slice(0, -2);
  const first = toCheck(body, weights.slice(1));
  return first === values.at(-2) && toCheck([...body, first], weights) === values.at(-1);
}

function toCheck(values: readonly number[], weights: readonly number[]): number {
  const rest = values.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0) % 11;
  return rest < 2 ? 0 : 11 - rest;
}

/** YYYYMMDDhhmmss; a head office (branch 0001) is taken for a company all the same. */
function isTimestamp(digits: string): boolean {
  return /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!0001)(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/.test(
    digits,
  );
}
