/**
 * How far before the comparison before it a delta begins, virtual milliseconds: the portal's clock
 * may be behind ours, and a change may have been on its way while that comparison began.
 */
export const DELTA_OVERLAP_MS = 10 * 60_000;

/**
 * From when on deals are asked for by the time of their last change; undefined when no comparison
 * has come to its end yet, because then every deal may differ.
 */
export function toDeltaSince(lastComparison: Date | undefined): Date | undefined {
  if (lastComparison === undefined) return undefined;
  return new Date(lastComparison.getTime() - DELTA_OVERLAP_MS);
}

/** The portal's filter of a delta: its times are whole seconds, so a part of one is cut off. */
export function toDeltaFilter(since: Date): Record<string, string> {
  const seconds = Math.floor(since.getTime() / 1_000) * 1_000;
  return { '>=DATE_MODIFY': new Date(seconds).toISOString() };
}
