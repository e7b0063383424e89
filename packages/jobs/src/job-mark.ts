import type { JobProgress } from 'bullmq';

/** What a job carries with it from run to run, in the place where BullMQ keeps its progress. */
export interface JobMark {
  /**
   * The end of a sleep that the vendor ordered (real epoch milliseconds). It ages by itself: once the
   * time is over it means nothing.
   */
  readonly until?: number;
  /** So many of the job's deaths are forgotten: a run of it was recorded after them. */
  readonly forgotten?: number;
  /** How many deaths it had when it was started alone; there until that run ends. */
  readonly aloneAfter?: number;
  /** How often its worker died while it ran alone. */
  readonly diedAlone?: number;
}

const FIGURES = ['until', 'forgotten', 'aloneAfter', 'diedAlone'] as const;

/** The mark of a job; what is not ours there is left out. */
export function readMark(progress: JobProgress): JobMark {
  if (typeof progress !== 'object' || progress === null) return {};
  const found = progress as Record<string, unknown>;
  return Object.fromEntries(
    FIGURES.flatMap((name) => (typeof found[name] === 'number' ? [[name, found[name]]] : [])),
  );
}

/** The same mark with the end of a sleep that the vendor ordered. */
export function withVendorsWord(mark: JobMark, untilMs: number): JobMark {
  return { ...mark, until: Math.ceil(untilMs) };
}

export function isHeldByVendor(progress: JobProgress): boolean {
  const { until } = readMark(progress);
  return until !== undefined && until > Date.now();
}
