/**
 * Walks a portal's deal ids in many ranges at once: a request carries fifty ranges and brings the
 * next page of each. However the ids lie, a page is full until its range ends, so hardly a command
 * is wasted, and nothing is counted at the portal. Ranges do not depend on each other: what was
 * read is subtracted from what is open, in whatever order the answers come.
 * Ids are handled as numbers here (Bitrix24's are far below 2^53).
 */

/** Ids above `after`, up to and including `upTo`. */
export interface IdRange {
  readonly after: number;
  readonly upTo: number;
}

export interface LoadPlan {
  /** Ids that have not been read, by rising number. */
  readonly open: readonly IdRange[];
  /** Deals per id, as far as known. */
  readonly density: number;
  /** Ranges that one request may carry without taking too long or bringing too much. */
  readonly commands: number;
}

/** What one request brought. */
export interface BatchOutcome {
  /** Stretches whose every deal was read. */
  readonly done: readonly IdRange[];
  readonly rows: number;
  /** Ranges that were asked for. */
  readonly asked: number;
  readonly durationMs: number;
  /** How long the answer was. */
  readonly bytes: number;
}

/** Requests under way at once; the vendor’s operating time is watched by the connector. */
export const IN_FLIGHT = 3;
/** Rows in one page of a list (b24restdocs, list-methods-pecularities). */
const PAGE_ROWS = 50;
/** Commands in one batch (b24restdocs, batch). */
const MOST_COMMANDS = 50;
/** A request ends within 60 s at the vendor; less than half of it leaves room for a bad moment. */
const TARGET_DURATION_MS = 25_000;
/** Answers wait in memory for their turn: fifty pages of ordinary deals fit, of very long ones fewer. */
const TARGET_BYTES = 16 * 1_024 * 1_024;

/** A plan for all ids from `first` to `last`. */
export function planRanges(first: number, last: number): LoadPlan {
  const open = last >= first ? [{ after: first - 1, upTo: last }] : [];
  return { open, density: 1, commands: MOST_COMMANDS };
}

/** The ranges of the next request, beside those under way; empty when there is nothing to ask for. */
export function takeRanges(plan: LoadPlan, flying: readonly IdRange[]): IdRange[] {
  const pagesOf = ({ after, upTo }: IdRange): number => ((upTo - after) * plan.density) / PAGE_ROWS;
  const longestFirst = (a: IdRange, b: IdRange): number => pagesOf(b) - pagesOf(a);
  const idle = subtract(plan.open, flying).toSorted(longestFirst);
  const wanted = plan.commands * IN_FLIGHT - flying.length;
  while (idle.length < wanted) {
    const [longest] = idle;
    // Every range wastes half a page at its end: shorter ones are not worth dividing.
    if (longest === undefined || pagesOf(longest) < 4) break;
    const middle = longest.after + Math.ceil((longest.upTo - longest.after) / 2);
    idle.splice(0, 1, { ...longest, upTo: middle }, { ...longest, after: middle });
    idle.sort(longestFirst);
  }
  return idle.slice(0, plan.commands);
}

/** The plan after an answer. */
export function learn(plan: LoadPlan, outcome: BatchOutcome): LoadPlan {
  const ids = outcome.done.reduce((sum, { after, upTo }) => sum + upTo - after, 0);
  const seen = ids === 0 ? plan.density : Math.min(1, outcome.rows / ids);
  const asked = Math.max(1, outcome.asked);
  const inTime = Math.floor(TARGET_DURATION_MS / Math.max(1, outcome.durationMs / asked));
  const inMemory = Math.floor(TARGET_BYTES / Math.max(1, outcome.bytes / asked));
  return {
    open: subtract(plan.open, outcome.done),
    density: Math.max(1e-6, (plan.density + seen) / 2),
    // Down at once, up by doubling: a portal that was slow a moment ago may still be.
    commands: Math.max(1, Math.min(MOST_COMMANDS, inTime, inMemory, plan.commands * 2)),
  };
}

/** How many ids are still to be read. */
export function countOpenIds(plan: LoadPlan): number {
  return plan.open.reduce((sum, { after, upTo }) => sum + upTo - after, 0);
}

/** The parts of `ranges` that none of `taken` covers, by rising number. */
function subtract(ranges: readonly IdRange[], taken: readonly IdRange[]): IdRange[] {
  const gone = taken.toSorted((a, b) => a.after - b.after);
  return ranges.flatMap(({ after, upTo }) => {
    const left: IdRange[] = [];
    let at = after;
    for (const cut of gone) {
      if (cut.upTo <= at) continue;
      if (cut.after >= upTo) break;
      if (cut.after > at) left.push({ after: at, upTo: cut.after });
      at = cut.upTo;
    }
    return at < upTo ? [...left, { after: at, upTo }] : left;
  });
}
