import { getStates } from '@brazilian-utils/brazilian-utils/get-states';
import { fold } from './fold.ts';

const CODES: ReadonlyMap<string, string> = new Map(
  getStates().flatMap(({ code, name }) => [
    [fold(code), code],
    [fold(name), code],
  ]),
);

/** The two letters of a state that is written as letters or by name, in any case; null for neither. */
export function readState(typed: string | null): string | null {
  const text = fold(typed ?? '').replace(/^estado d[aeo]s? /, '');
  const whole = CODES.get(text);
  if (whole !== undefined) return whole;
  // `São Paulo - SP`, `SP/Brasil`: all words must mean one state.
  const [first, ...rest] = (typed ?? '').split(/[-–/,(]/).map((part) => CODES.get(fold(part)));
  return first !== undefined && rest.every((code) => code === undefined || code === first)
    ? first
    : null;
}
