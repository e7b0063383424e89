/** A CNPJ from its first 12 characters: a letter's value is its ASCII code less 48 (IN RFB 2.229/2024). */
export function toCnpj(first: string): string {
  const one = checkDigit(first);
  return `${first}${one}${checkDigit(`${first}${one}`)}`;
}

/** The CNPJ of the n-th invented firm; its letters keep it from being a firm's that there was before. */
export function inventCnpj(index: number, bits: number): string {
  const serial = index.toString(36).toUpperCase().padStart(4, '0');
  const salt = (bits % 46_656).toString(36).toUpperCase().padStart(3, '0');
  return toCnpj(`S${serial}${salt}0001`);
}

/** `12.ABC.345/01DE-35` */
export function formatCnpj(cnpj: string): string {
  return cnpj.replace(/^(..)(...)(...)(....)(..)$/, '$1.$2.$3/$4-$5');
}

function checkDigit(text: string): number {
  const sum = [...text].reduceRight(
    ({ total, weight }, sign) => ({
      total: total + (sign.charCodeAt(0) - 48) * weight,
      weight: weight === 9 ? 2 : weight + 1,
    }),
    { total: 0, weight: 2 },
  ).total;
  const rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}
