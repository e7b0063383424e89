/** What the portal has counted since the last reset. */
export interface Counters {
  requests: number;
  /** Commands run: each direct call and each command of a batch. */
  commands: number;
  /** Answers that needed an exact COUNT. */
  counts: number;
  writes: number;
  /** Single deals handed out, by get and in lists. */
  dealReads: number;
  /** Those of them that had been handed out before. */
  duplicateDealReads: number;
  readonly seenDeals: Set<number>;
  /** crm.deal.get commands, direct and in batches. */
  dealGets: number;
  /** Which methods those answers were of. */
  readonly countsByMethod: Record<string, number>;
  readonly requestsByMethod: Record<string, number>;
  readonly commandsByMethod: Record<string, number>;
  readonly faultsByKind: Record<string, number>;
}

/** All zero. */
export function createCounters(): Counters {
  return {
    requests: 0,
    commands: 0,
    counts: 0,
    writes: 0,
    dealReads: 0,
    duplicateDealReads: 0,
    seenDeals: new Set(),
    dealGets: 0,
    countsByMethod: {},
    requestsByMethod: {},
    commandsByMethod: {},
    faultsByKind: {},
  };
}

/** Counts deals that are handed out, and which of them were so before. */
export function countDealReads(counters: Counters, ids: readonly number[]): void {
  counters.dealReads += ids.length;
  for (const id of ids) {
    if (counters.seenDeals.has(id)) counters.duplicateDealReads += 1;
    else counters.seenDeals.add(id);
  }
}

/** Adds one to a named count. */
export function countUp(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
