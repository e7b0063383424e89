/**
 * Cuts a portal's deal ids into a few lanes that are read side by side. Within a lane one request
 * carries a chain of pages, each beginning where the one before it ended, so a request brings its
 * full 2,500 deals however the ids lie. Nothing is counted at the portal; the density of ids is
 * learnt on the way and says how long the last chain of a lane has to be.
 * Ids are handled as numbers here (Bitrix24's are far below 2^53).
 */

/** Ids above `at`, up to and including `upTo`, still to be read. */
export interface Lane {
  readonly at: number;
  readonly upTo: number;
}

export interface LoadPlan {
  /** Lanes that are not finished. Each has at most one request under way. */
  readonly lanes: readonly Lane[];
  /** Rows per id; 1 until something was read. */
  readonly density: number;
  /** Pages that one request may carry without taking too long. */
  readonly pages: number;
}

/** A request: so many pages from the beginning of a lane. */
export interface Chain extends Lane {
  readonly pages: number;
}

export interface ChainOutcome extends Chain {
  readonly rows: number;
  /** Everything up to here has been read. */
  readonly readTo: number;
  readonly durationMs: number;
}

/** Requests under way at once: safe in both models of the vendor's operating limit. */
export const LANES = 2;
/** Rows in one page of a list (b24restdocs, list-methods-pecularities). */
const PAGE_ROWS = 50;
/** Commands in one batch (b24restdocs, batch). */
const MAX_PAGES = 50;
/** A request ends within 60 s at the vendor; less than half of it leaves room for a bad moment. */
const TARGET_DURATION_MS = 25_000;
/** A lane shorter than this many pages is not worth dividing. */
const LEAST_PAGES_TO_SPLIT = 20;

/** A plan for all ids above `after` up to `lastId`. */
export function planLanes(after: number, lastId: number): LoadPlan {
  const whole = { at: after, upTo: lastId };
  const lanes = lastId > after ? splitWhileWorth([whole], 1) : [];
  return { lanes, density: 1, pages: MAX_PAGES };
}

/** The next request of a lane. */
export function toChain(lane: Lane, plan: LoadPlan): Chain {
  const expectedRows = (lane.upTo - lane.at) * plan.density;
  // A little more than expected: a chain that ends too early costs a request, one page too many a command.
  const wanted = Math.ceil((expectedRows * 1.02) / PAGE_ROWS) + 1;
  const most = Math.ceil((lane.upTo - lane.at) / PAGE_ROWS);
  return { ...lane, pages: Math.max(1, Math.min(plan.pages, wanted, most)) };
}

/** The plan after an answer. Lanes are told apart by their end. */
export function learn(plan: LoadPlan, outcome: ChainOutcome): LoadPlan {
  const rest = plan.lanes.flatMap((lane) => {
    if (lane.upTo !== outcome.upTo || lane.at !== outcome.at) return [lane];
    return outcome.readTo < lane.upTo ? [{ at: outcome.readTo, upTo: lane.upTo }] : [];
  });
  const density = toDensity(plan.density, outcome);
  return {
    lanes: splitWhileWorth(rest, density, outcome.upTo),
    density,
    pages: toPages(plan.pages, outcome),
  };
}

function toDensity(known: number, { at, readTo, rows }: ChainOutcome): number {
  if (readTo <= at) return known;
  return Math.min(1, (known + rows / (readTo - at)) / 2);
}

function toPages(pages: number, { durationMs, pages: asked }: ChainOutcome): number {
  const fitting = Math.floor(TARGET_DURATION_MS / Math.max(1, durationMs / Math.max(1, asked)));
  // Down at once, up by doubling: a portal that was slow a moment ago may still be.
  return Math.max(1, Math.min(MAX_PAGES, fitting, pages * 2));
}

/**
 * Keeps as many lanes busy as may be, by dividing the longest. Only lanes without a request under
 * way may be divided; after an answer that is the lane that was answered.
 */
function splitWhileWorth(lanes: readonly Lane[], density: number, idleEnd?: number): Lane[] {
  const kept = [...lanes];
  while (kept.length > 0 && kept.length < LANES) {
    const [longest] = kept
      .filter(({ upTo }) => idleEnd === undefined || upTo === idleEnd)
      .toSorted((a, b) => b.upTo - b.at - (a.upTo - a.at));
    if (longest === undefined) break;
    const ids = longest.upTo - longest.at;
    if ((ids * density) / PAGE_ROWS < LEAST_PAGES_TO_SPLIT) break;
    const middle = longest.at + Math.floor(ids / 2);
    kept.splice(
      kept.indexOf(longest),
      1,
      { at: longest.at, upTo: middle },
      { at: middle, upTo: longest.upTo },
    );
  }
  return kept;
}
