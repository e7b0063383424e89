/** One execution of the load: times are virtual. */
export interface LoadTurn {
  readonly startedAt: Date;
  /** Null while it runs. */
  readonly finishedAt: Date | null;
  /** When it comes again by itself, after the vendor's limit or a failure; null: at once. */
  readonly nextAt: Date | null;
  /** Rows read by the whole load when it ended; undefined when it did not say. */
  readonly read: number | undefined;
}

export interface LoadEstimate {
  /** Rows read and still to be read; null before anything was read. */
  readonly totalRows: number | null;
  /** Rows of one (virtual) second, lately; null before anything was read. */
  readonly rowsPerSecond: number | null;
  /** Virtual milliseconds until the end, as a range; null when nothing can be said yet. */
  readonly eta: { readonly fromMs: number; readonly toMs: number } | null;
}

export interface EstimateFacts {
  /** Rows read so far. */
  readonly read: number;
  /** The share of ids that has been read, from 0 to 1. */
  readonly share: number;
  /** When the progress was last saved; virtual. */
  readonly savedAt: Date;
  /** The executions of this load, newest first. */
  readonly turns: readonly LoadTurn[];
}

/** A rate is judged over at least this long, because rows arrive by the thousand. */
const RECENT_MS = 60_000;
/** No rate is steadier than this. */
const MARGIN = 0.1;
/** Ids are not equally dense: the more is unread, the more it may hold. */
const UNSEEN = 0.6;

const UNKNOWN: LoadEstimate = { totalRows: null, rowsPerSecond: null, eta: null };

/**
 * How fast a load is and how long it may still take. Time in which it rested by a person's wish
 * does not count, time in which it waited for the vendor does: that is why the end is a range, from
 * the better of the late and the whole rate to the worse. Pure.
 */
export function estimateLoad({ read, share, savedAt, turns }: EstimateFacts): LoadEstimate {
  const rates = toRates(read, turns, savedAt);
  if (rates === undefined || share <= 0) return UNKNOWN;
  const left = (read * (1 - share)) / share;
  const fromMs = (left / Math.max(...rates)) * 1_000 * (1 - MARGIN);
  const toMs = (left / Math.min(...rates)) * 1_000 * (1 + MARGIN + UNSEEN * (1 - share));
  return {
    totalRows: roundUp(read + left),
    rowsPerSecond: rates[0],
    eta: { fromMs: Math.round(fromMs), toMs: Math.round(toMs) },
  };
}

/** Two figures are as many as an estimate deserves. */
function roundUp(count: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return Math.ceil(count / step) * step;
}

/** Rows per second lately and over the whole load. */
function toRates(
  read: number,
  turns: readonly LoadTurn[],
  savedAt: Date,
): [number, number] | undefined {
  let spentMs = 0;
  let recent: number | undefined;
  for (const turn of turns) {
    // What this turn had read at its end was the beginning of everything newer.
    if (recent === undefined && spentMs >= RECENT_MS && turn.read !== undefined) {
      recent = (read - turn.read) / (spentMs / 1_000);
    }
    spentMs += toSpentMs(turn, savedAt);
  }
  if (spentMs <= 0 || read === 0) return undefined;
  const whole = read / (spentMs / 1_000);
  return [recent === undefined || recent <= 0 ? whole : recent, whole];
}

function toSpentMs({ startedAt, finishedAt, nextAt }: LoadTurn, savedAt: Date): number {
  const end = finishedAt ?? savedAt;
  const worked = Math.max(0, end.getTime() - startedAt.getTime());
  const waited = nextAt === null ? 0 : Math.max(0, nextAt.getTime() - end.getTime());
  return worked + waited;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The range in words, never more exact than it is: `2 to 4 min`. */
export function toEtaWords({ fromMs, toMs }: { fromMs: number; toMs: number }): string {
  if (toMs < 10_000) return 'less than 10 s';
  const [size, unit] =
    toMs < 2 * MINUTE_MS ? [1_000, 's'] : toMs < 2 * HOUR_MS ? [MINUTE_MS, 'min'] : [HOUR_MS, 'h'];
  const step = unit === 's' ? 5 : 1;
  const from = Math.floor(fromMs / size / step) * step;
  const to = Math.ceil(toMs / size / step) * step;
  return from === 0
    ? `up to ${to} ${unit}`
    : from === to
      ? `about ${to} ${unit}`
      : `${from} to ${to} ${unit}`;
}
