/** Ids above `after`, up to and including `upTo`. */
interface Stretch {
  readonly after: number;
  readonly upTo: number;
}

/** The parts of `ranges` that none of `taken` covers, by rising number, with what is known of each. */
export function subtractRanges<Range extends Stretch>(
  ranges: readonly Range[],
  taken: readonly Stretch[],
): Range[] {
  const gone = taken.toSorted((a, b) => a.after - b.after);
  return ranges.flatMap((range) => {
    const left: Range[] = [];
    let at = range.after;
    for (const cut of gone) {
      if (cut.upTo <= at) continue;
      if (cut.after >= range.upTo) break;
      if (cut.after > at) left.push({ ...range, after: at, upTo: cut.after });
      at = cut.upTo;
    }
    return at < range.upTo ? [...left, { ...range, after: at }] : left;
  });
}
