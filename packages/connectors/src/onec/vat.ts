/**
 * VAT by the date of the document, from 1C's own catalogue. The rate itself is never in the code
 * (Tax Code of Kazakhstan of 18.07.2025, art. 503: the general rate changed on 2026-01-01).
 */
import type { DecimalText, LocalDateTime, VatRate } from './model.ts';

/** The general rate from a day on, as a setting, for catalogues that do not keep validity. */
export interface GeneralVat {
  /** `YYYY-MM-DD`, base's time. */
  readonly from: string;
  readonly percent: DecimalText;
}

/**
 * The general rate of a day: the highest that the catalogue lets be used on it, because reduced
 * rates lie below the general one. Where the catalogue keeps no validity, `general` names the
 * percentage; undefined when neither says anything, or 1C has no such rate.
 */
export function vatOn(
  rates: readonly VatRate[],
  date: LocalDateTime,
  general: readonly GeneralVat[] = [],
): VatRate | undefined {
  const usable = rates.filter((rate) => !rate.isDeleted && rate.percent !== null);
  const day = date.slice(0, 10);
  const named = general
    .filter(({ from }) => from <= day)
    .toSorted((a, b) => (a.from < b.from ? 1 : -1))[0]?.percent;
  if (named !== undefined) return usable.find(({ percent }) => Number(percent) === Number(named));
  const dated = usable.filter(({ validFrom, validTo }) => validFrom !== null || validTo !== null);
  // Without any validity the highest rate would be a guess, and a guess is a wrong invoice.
  if (dated.length === 0) return undefined;
  return usable
    .filter(({ validFrom }) => validFrom === null || validFrom.slice(0, 10) <= day)
    .filter(({ validTo }) => validTo === null || validTo.slice(0, 10) >= day)
    .toSorted((a, b) => Number(b.percent) - Number(a.percent))[0];
}

/**
 * The VAT that a sum holds already: round(sum · r / (100 + r), 2), halves away from zero, counted in
 * whole tiyn. `percent` null ("без НДС") gives "0". Throws `TypeError` for what is no decimal with at
 * most two places.
 */
export function includedVat(sum: DecimalText, percent: DecimalText | null): DecimalText {
  const tiyn = toScaled(sum, 2);
  const rate = percent === null ? 0n : toScaled(percent, 2);
  const divisor = 10_000n + rate;
  const product = (tiyn < 0n ? -tiyn : tiyn) * rate;
  const rounded = (product * 2n + divisor) / (divisor * 2n);
  const text = rounded.toString().padStart(3, '0');
  const digits = `${text.slice(0, -2)}.${text.slice(-2)}`.replace(/\.?0+$/, '');
  return tiyn < 0n && rounded !== 0n ? `-${digits}` : digits;
}

function toScaled(text: DecimalText, places: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const fraction = (match?.[3] ?? '').replace(/0+$/, '');
  if (match === null || fraction.length > places) {
    throw new TypeError(`Not a decimal with at most ${places} places; round it first.`);
  }
  const value = BigInt(`${match[2] ?? ''}${fraction.padEnd(places, '0')}`);
  return match[1] === '-' ? -value : value;
}
