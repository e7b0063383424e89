/** ISO 8601 to the second with the portal's offset, as every date on this wire. */
export function toWireTime(ms: number, offsetMinutes: number): string {
  const shifted = new Date(Math.floor(ms / 1000) * 1000 + offsetMinutes * 60_000);
  const sign = offsetMinutes < 0 ? '-' : '+';
  const minutes = Math.abs(offsetMinutes);
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${shifted.toISOString().slice(0, 19)}${sign}${hours}:${String(minutes % 60).padStart(2, '0')}`;
}

const dayMs = 86_400_000;
const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;
const dottedPattern = /^(\d{2})\.(\d{2})\.(\d{4})(?: (\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * Reads a date as the portal does: ISO or dd.mm.yyyy; without an offset the portal's zone holds.
 * Returns epoch milliseconds, or undefined for what is no date.
 */
export function parseWireTime(text: string, offsetMinutes: number): number | undefined {
  const iso = isoPattern.exec(text.trim());
  const dotted = dottedPattern.exec(text.trim());
  const [year, month, day, ...clock] = iso
    ? [iso[1], iso[2], iso[3], iso[4], iso[5], iso[6]]
    : dotted
      ? [dotted[3], dotted[2], dotted[1], dotted[4], dotted[5], dotted[6]]
      : [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const [hour = '00', minute = '00', second = '00'] = clock;
  const utc = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // 30 February rolls over into March instead of failing.
  if (Number.isNaN(utc) || new Date(utc).getUTCDate() !== Number(day)) return undefined;
  return utc - readOffset(iso?.[7], offsetMinutes) * 60_000;
}

/** The calendar day of a wire date, as the epoch milliseconds of its UTC midnight. */
export function parseWireDay(text: string, offsetMinutes: number): number | undefined {
  const ms = parseWireTime(text, offsetMinutes);
  return ms === undefined ? undefined : dayOf(ms, offsetMinutes);
}

/** The calendar day of an instant in the portal's zone, as the epoch milliseconds of its UTC midnight. */
export function dayOf(ms: number, offsetMinutes: number): number {
  return Math.floor((ms + offsetMinutes * 60_000) / dayMs) * dayMs;
}

function readOffset(text: string | undefined, portalMinutes: number): number {
  if (text === undefined) return portalMinutes;
  if (text === 'Z') return 0;
  const digits = text.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return digits.startsWith('-') ? -minutes : minutes;
}
