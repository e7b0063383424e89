/**
 * Walks a portal's deal ids in many ranges at once: a request carries fifty ranges and brings the
 * next page of each. However the ids lie, a page is full until its range ends, so hardly a command
 * is wasted, and nothing is counted at the portal. Ranges do not depend on each other: what was
 * read is subtracted from what is open, in whatever order the answers come.
 * Ids are handled as numbers here (Bitrix24's are far below 2^53).
 */

import { subtractRanges } from './subtract-ranges.ts';

/** Ids above `after`, up to and including `upTo`. */
export interface IdRange {
  readonly after: number;
  readonly upTo: number;
}

/** Ids that have not been read. */
export interface OpenRange extends IdRange {
  /** Deals per id in the page before it; absent: nothing is known of this place. */
  readonly density?: number;
}

export interface LoadPlan {
  /** By rising number. */
  readonly open: readonly OpenRange[];
  /** Deals per id in the whole portal, as far as known. */
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

/** Where a range ends that goes on as far as there are deals; no id is as high. */
export const OPEN_END = Number.MAX_SAFE_INTEGER;
/** Requests under way at once, which are what a killed worker loses. */
export const IN_FLIGHT = 3;
/** Rows in one page of a list (b24restdocs, list-methods-pecularities). */
const PAGE_ROWS = 50;
/** Commands in one batch (b24restdocs, batch). */
const MOST_COMMANDS = 50;
/** A request ends within 60 s at the vendor; less than half of it leaves room for a bad moment. */
const TARGET_DURATION_MS = 25_000;
/** Answers wait in memory for their turn: fifty pages of ordinary deals fit, of very long ones fewer. */
const TARGET_BYTES = 16 * 1_024 * 1_024;

/** A plan for all ids from `first` to `last`, and for what lies behind when the end is open. */
export function planRanges(first: number, last: number, isOpenEnded = false): LoadPlan {
  const open = last >= first ? [{ after: first - 1, upTo: last }] : [];
  const behind = isOpenEnded ? [{ after: Math.max(first - 1, last), upTo: OPEN_END }] : [];
  return { open: [...open, ...behind], density: 1, commands: MOST_COMMANDS };
}

/** The ranges of the next request, beside those under way; empty when there is nothing to ask for yet. */
export function takeRanges(plan: LoadPlan, flying: readonly IdRange[]): IdRange[] {
  const pagesOf = (range: OpenRange): number =>
    (countIds(range) * (range.density ?? plan.density)) / PAGE_ROWS;
  const longestFirst = (a: OpenRange, b: OpenRange): number => pagesOf(b) - pagesOf(a);
  const idle = subtractRanges(plan.open, flying).toSorted(longestFirst);
  const wanted = plan.commands * IN_FLIGHT - flying.length;
  while (idle.length < wanted) {
    const [longest] = idle;
    // Every range wastes half a page at its end: shorter ones are not worth dividing.
    if (longest === undefined || pagesOf(longest) < 4) break;
    const middle = longest.after + Math.ceil((longest.upTo - longest.after) / 2);
    idle.splice(0, 1, { ...longest, upTo: middle }, { ...longest, after: middle });
    idle.sort(longestFirst);
  }
  // What is under way brings more to ask for: a request that is half empty now is saved.
  if (flying.length > 0 && idle.length < plan.commands / 2) return [];
  return idle.slice(0, plan.commands).map(({ after, upTo }) => ({ after, upTo }));
}

/** The plan after an answer. */
export function learn(plan: LoadPlan, outcome: BatchOutcome): LoadPlan {
  const ids = outcome.done.reduce((sum, range) => sum + countIds(range), 0);
  const seen = ids === 0 ? plan.density : Math.min(1, outcome.rows / ids);
  const asked = Math.max(1, outcome.asked);
  const inTime = Math.floor(TARGET_DURATION_MS / Math.max(1, outcome.durationMs / asked));
  const inMemory = Math.floor(TARGET_BYTES / Math.max(1, outcome.bytes / asked));
  return {
    open: noteDensity(subtractRanges(plan.open, outcome.done), outcome.done),
    density: Math.max(1e-6, (plan.density + seen) / 2),
    // Down at once, up by doubling: a portal that was slow a moment ago may still be.
    commands: Math.max(1, Math.min(MOST_COMMANDS, inTime, inMemory, plan.commands * 2)),
  };
}

/** A portal has dense and sparse places: where a full page ended, more of the same is to come. */
function noteDensity(open: readonly OpenRange[], done: readonly IdRange[]): OpenRange[] {
  const pages = new Map(done.map((range) => [range.upTo, range]));
  return open.map((range) => {
    const page = pages.get(range.after);
    if (page === undefined) return range;
    return { ...range, density: Math.min(1, PAGE_ROWS / Math.max(1, countIds(page))) };
  });
}

/** How many ids are still to be read. */
export function countOpenIds(plan: LoadPlan): number {
  return plan.open.reduce((sum, range) => sum + countIds(range), 0);
}

/** Behind an open end are few: it is asked for in one piece. */
function countIds({ after, upTo }: IdRange): number {
  return upTo === OPEN_END ? 0 : upTo - after;
}
