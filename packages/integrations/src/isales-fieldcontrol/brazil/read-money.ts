/** What fits into numeric(14,2). */
const MOST_DIGITS = 12;

/**
 * An amount as decimal text with two digits behind the point: `R$ 28.500,00`, `28500.00` and `28500`
 * are `28500.00`. The last separator decides: before three digits in a grouped number it separates
 * thousands, otherwise cents. Null for what is no amount, is negative, or does not fit.
 */
export function readMoney(typed: string | null): string | null {
  const text = (typed ?? '').replace(/R\$|BRL|reais|\s/gi, '');
  if (!/^\d[\d.,]*$/.test(text)) return null;
  const [whole, cents] = split(text);
  const digits = whole.replace(/[.,]/g, '');
  if (!/^\d+$/.test(digits) || !isGrouped(whole)) return null;
  return round(digits, cents);
}

/** The whole part, perhaps grouped, and the digits behind the decimal separator. */
function split(text: string): [string, string] {
  const at = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  if (at < 0) return [text, ''];
  const [before, after] = [text.slice(0, at), text.slice(at + 1)];
  const separator = text.charAt(at);
  const isGroup = after.length === 3 && (before.includes(separator) || isShort(before));
  return isGroup ? [text, ''] : [before, after];
}

/** `28.500` is thousands, `28500.000` cannot be. A zero in front is nobody's thousand either. */
function isShort(before: string): boolean {
  return /^[1-9]\d{0,2}$/.test(before);
}

/** Plain digits, or groups of three with one kind of separator. */
function isGrouped(whole: string): boolean {
  return /^(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)$/.test(whole);
}

/** Half a cent is rounded up; texts all the way, because a float would lose cents. */
function round(digits: string, cents: string): string | null {
  if (!/^\d*$/.test(cents)) return null;
  const kept = BigInt(`${digits}${cents.padEnd(2, '0').slice(0, 2)}`);
  const total = String(kept + (Number(cents.charAt(2) || '0') >= 5 ? 1n : 0n)).padStart(3, '0');
  const whole = total.slice(0, -2);
  return whole.length > MOST_DIGITS ? null : `${whole}.${total.slice(-2)}`;
}
