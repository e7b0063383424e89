/** Ours against a baseline, measured in turns: one number of each per round. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly ours: readonly number[];
  /** Absent: a number told for its own sake. */
  readonly baseline?: readonly number[];
  /** Which way the ratio is better: throughput divides ours by the baseline, waiting the reverse. */
  readonly isTime?: boolean;
  /** The least median ratio that passes; absent: told as information. */
  readonly gate?: number;
}

export interface Ratio {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The middle of a list; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which the share `part` (0 to 1) of the list lies. */
export function percentile(values: readonly number[] | Float64Array, part: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = Math.max(0, Math.ceil(sorted.length * part) - 1);
  return sorted[at] ?? Number.NaN;
}

/** The ratio of each round, then its middle: rounds are fair to both sides, the whole run is not. */
export function toRatio({ ours, baseline, isTime }: Figure): Ratio | undefined {
  if (baseline === undefined) return undefined;
  const ratios = ours.map((our, at) => {
    const their = baseline[at] ?? Number.NaN;
    return isTime === true ? their / our : our / their;
  });
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

/** Undefined when the figure has no gate. A baseline that got nothing done proves nothing. */
export function isPassed(figure: Figure): boolean | undefined {
  const ratio = toRatio(figure);
  if (figure.gate === undefined || ratio === undefined) return undefined;
  return Number.isFinite(ratio.median) && ratio.median >= figure.gate;
}
