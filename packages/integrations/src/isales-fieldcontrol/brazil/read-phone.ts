// The small default metadata takes an old mobile number for a valid one and knows no kinds.
import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';

export interface BrazilianPhone {
  /** Area code and number, ten or eleven digits: what Field Control carries. */
  readonly digits: string;
  /** `+5516988881234` */
  readonly e164: string;
}

export type PhoneReading =
  | { readonly state: 'absent' }
  | {
      readonly state: 'valid';
      readonly kind: 'mobile' | 'landline';
      readonly phone: BrazilianPhone;
    }
  | {
      readonly state: 'invalid';
      /** old-mobile: ten digits that want a 9 in front. */
      readonly reason: 'old-mobile' | 'no-area-code' | 'foreign' | 'unreadable';
    };

/**
 * Reads a Brazilian phone as somebody typed it: with or without +55, trunk zero, brackets. Of several
 * in one text the first good one counts; if none is, the first one says why.
 */
export function readPhone(typed: string | null): PhoneReading {
  const texts = (typed ?? '').split(/[/;|,\n]|\s(?:ou|e)\s/i).filter((text) => /\d/.test(text));
  if ((typed ?? '').trim() === '') return { state: 'absent' };
  const readings = texts.map(readOne);
  const valid = readings.find(({ state }) => state === 'valid');
  return valid ?? readings[0] ?? { state: 'invalid', reason: 'unreadable' };
}

function readOne(text: string): PhoneReading {
  const digits = text.replace(/\D/g, '').replace(/^0+/, '');
  // `(016)` and `0xx16` are older ways to write the trunk zero.
  const written = text.replace(/\(\s*0/, '(').replace(/0\s?xx\s?/i, '');
  const parsed = parsePhoneNumberFromString(written, 'BR');
  if (parsed === undefined) return { state: 'invalid', reason: whyNot(digits) };
  if (parsed.countryCallingCode !== '55') return { state: 'invalid', reason: 'foreign' };
  const kind = parsed.isValid() ? kindOf(parsed) : undefined;
  if (kind === undefined) return { state: 'invalid', reason: whyNot(parsed.nationalNumber) };
  const phone = { digits: parsed.nationalNumber, e164: parsed.number };
  return { state: 'valid', kind, phone };
}

/** Free and special numbers reach no customer. */
function kindOf(parsed: PhoneNumber): 'mobile' | 'landline' | undefined {
  const national = parsed.nationalNumber;
  if (/^\d{2}9\d{8}$/.test(national) && parsed.getType() === 'MOBILE') return 'mobile';
  return /^\d{2}[2-5]\d{7}$/.test(national) && parsed.getType() === 'FIXED_LINE'
    ? 'landline'
    : undefined;
}

function whyNot(national: string): 'old-mobile' | 'no-area-code' | 'unreadable' {
  if (/^[1-9][1-9][6-9]\d{7}$/.test(national)) return 'old-mobile';
  return /^(?:9\d{8}|[2-9]\d{7})$/.test(national) ? 'no-area-code' : 'unreadable';
}
