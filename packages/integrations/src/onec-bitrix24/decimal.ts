/** Exact decimals: money in hundredths, quantities in thousandths, as whole numbers. No floats. */

const DECIMAL = /^(-?)(\d{1,18})(?:\.(\d+))?$/;

/** `1.5` with three places → 1500n; rounds halves away from zero; undefined for what is no decimal. */
export function toScaled(text: string, places: number): bigint | undefined {
  const match = DECIMAL.exec(text.trim());
  if (match === null) return undefined;
  const fraction = (match[3] ?? '').padEnd(places + 1, '0');
  const whole = BigInt(`${match[2] ?? '0'}${fraction.slice(0, places)}`);
  const rounded = whole + (fraction.charAt(places) >= '5' ? 1n : 0n);
  return match[1] === '-' ? -rounded : rounded;
}

/** 1500n with three places → `1.5`. */
export function toDecimalText(scaled: bigint, places: number): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  return `${scaled < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Rounded division, halves away from zero; the divisor is above zero. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const size = dividend < 0n ? -dividend : dividend;
  const rounded = (size * 2n + divisor) / (divisor * 2n);
  return dividend < 0n ? -rounded : rounded;
}

/** True when both texts are the same number up to `places` places. */
export function isSameDecimal(one: string, other: string, places: number): boolean {
  const left = toScaled(one, places);
  return left !== undefined && left === toScaled(other, places);
}
