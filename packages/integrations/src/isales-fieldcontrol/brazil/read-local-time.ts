/** The zone in which iSales writes times: it says none. */
export const ISALES_ZONE = 'America/Sao_Paulo';

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;
const BRAZILIAN = /^(\d{2})\/(\d{2})\/(\d{4})(?:[,]?\s+(\d{2}):(\d{2})(?::(\d{2}))?)?$/;
const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * The instant that a local date or time means: `2026-03-01 10:00:00`, `2026-03-01`, `01/03/2026 10:00`,
 * or one that names its zone itself. A date alone is its first moment. A time that a clock change
 * skips is the moment after it, one that it repeats the first. Null for what is no time.
 */
export function readLocalTime(typed: string | null, zone = ISALES_ZONE): Date | null {
  const text = (typed ?? '').trim();
  if (ZONED.test(text)) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? null : new Date(at);
  }
  const wallMs = readWall(text);
  return wallMs === undefined ? null : toInstant(wallMs, zone);
}

/** The wall clock's reading as if it were UTC. */
function readWall(text: string): number | undefined {
  const iso = ISO.exec(text);
  const brazilian = iso === null ? BRAZILIAN.exec(text) : null;
  if (iso === null && brazilian === null) return undefined;
  const parts = (iso ?? brazilian ?? []).slice(1).map((part) => Number(part ?? 0));
  const [a = 0, month = 0, b = 0, hour = 0, minute = 0, second = 0] = parts;
  const [year, day] = iso === null ? [b, a] : [a, b];
  if (year < 1900 || hour > 23 || minute > 59 || second > 59) return undefined;
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(wallMs);
  // The 31st of February becomes a day in March: then it was no date.
  const isDate = back.getUTCMonth() === month - 1 && back.getUTCDate() === day;
  return isDate ? wallMs : undefined;
}

function toInstant(wallMs: number, zone: string): Date {
  const [before, after] = [-86_400_000, 86_400_000].map((day) => offsetMs(wallMs + day, zone));
  const offsets = [...new Set([before, after])].filter((offset) => offset !== undefined);
  const fits = offsets
    .map((offset) => wallMs - offset)
    .filter((at) => at + offsetMs(at, zone) === wallMs);
  if (fits.length > 0) return new Date(Math.min(...fits));
  // The reading was skipped: with the offset from before the change it lies just behind it.
  return new Date(wallMs - (before ?? 0));
}

/** How far the zone's wall clocks are ahead of UTC at an instant. */
function offsetMs(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  }).formatToParts(at);
  const read = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(
    ...([read('year'), read('month') - 1, read('day')] as const),
    ...([read('hour'), read('minute'), read('second')] as const),
  );
  return wall - Math.floor(at / 1_000) * 1_000;
}
