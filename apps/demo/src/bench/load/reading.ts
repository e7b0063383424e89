import type { ListedDeal } from '@ponte/connectors/bitrix24';

/** Takes what came of one request or one range; false ends the reading. */
export type Take = (rows: readonly ListedDeal[]) => boolean;

/** What a side is told: where to read, and whether it may go as fast as it can. */
export interface ReaderSetup {
  readonly webhookUrl: string;
}

export interface ReadTask {
  /** With the limits that each side keeps to by itself. */
  readonly isLimited: boolean;
  /** Ends after so many deals; 0 reads all. */
  readonly atMost: number;
}

/** What a side read, and how long that took. */
export interface Read {
  readonly seconds: number;
  readonly deals: number;
  /** Sum of the ids: two sides that agree on number and sum have read the same deals. */
  readonly idSum: number;
}

/** Measures from its making to `end`, and adds deals up without keeping them. */
export interface Tally {
  add(id: string): void;
  readonly deals: number;
  end(): Read;
}

/** Starts the stopwatch. */
export function createTally(): Tally {
  const startedAt = performance.now();
  let deals = 0;
  let idSum = 0;
  return {
    add: (id) => {
      deals += 1;
      idSum += Number(id);
    },
    get deals() {
      return deals;
    },
    end: () => ({ seconds: (performance.now() - startedAt) / 1_000, deals, idSum }),
  };
}
