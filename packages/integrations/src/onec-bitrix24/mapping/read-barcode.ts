const LENGTHS: ReadonlySet<number> = new Set([8, 12, 13, 14]);
const GTIN = 14;

/**
 * The global number behind a barcode, padded to 14 digits, so that UPC-A, EAN-13 and padded spellings
 * of one number are equal. Undefined when it identifies nothing outside one shop: a wrong check digit,
 * another length, or an in-store code (GS1 prefixes 02, 04 and 20 to 29: weight and shop labels).
 */
export function readBarcode(text: string): string | undefined {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^\d+$/.test(digits) || !LENGTHS.has(digits.length)) return undefined;
  const gtin = digits.padStart(GTIN, '0');
  if (/^0+$/.test(gtin) || !isCheckDigitRight(gtin)) return undefined;
  return isInStore(digits.length, gtin) ? undefined : gtin;
}

function isCheckDigitRight(gtin: string): boolean {
  let sum = 0;
  for (const [at, digit] of [...gtin].entries()) sum += Number(digit) * (at % 2 === 0 ? 3 : 1);
  return sum % 10 === 0;
}

function isInStore(length: number, gtin: string): boolean {
  if (length === 8) return gtin[6] === '2' || gtin[6] === '0';
  const prefix = gtin.slice(1, 3);
  return prefix.startsWith('2') || prefix === '02' || prefix === '04';
}
