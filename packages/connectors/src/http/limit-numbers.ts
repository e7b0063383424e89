/**
 * Turns a vendor's limit into the numbers of a reservoir that can never exceed it.
 *
 * The vendor counts arrivals: a level that may reach `burst` and falls by `perSecond` in whole
 * seconds. We count departures: a reservoir that fills in steps. Between the two lie one step of
 * the vendor, one step of ours, and the requests that left and have not arrived. All of them are
 * taken off the burst; nothing is taken off the rate.
 */
export interface VendorLimit {
  /** Requests that the vendor accepts at once after a long rest. */
  readonly burst: number;
  /** Requests per second (virtual) in the long run. */
  readonly perSecond: number;
}

export interface Reservoir {
  /** Real milliseconds for `amount`; in Redis it comes in such steps, exact at multiples of 250. */
  readonly intervalMs: number;
  readonly amount: number;
  readonly maximum: number;
  /** What the vendor takes off its level at a time. */
  readonly vendorSecond: number;
}

/** Requests of one process that may be on their way at a time, by level. */
export const IN_FLIGHT = { bulk: 3, live: 3 } as const;

/** Processes that may share one account; more than these only cost some refused requests. */
const EXPECTED_PROCESSES = 4;

/** Real seconds that a request may need from leaving here to arriving there. */
const TRAVEL_SECONDS = 2;

export const BULK_SHARE = 0.8;

/** The reservoir for the whole account; `scale` is how fast virtual time runs. */
export function toReservoir(limit: VendorLimit, scale: number): Reservoir {
  const intervalMs = scale > 1 ? 250 : 500;
  const step = (limit.perSecond * scale * intervalMs) / 1_000;
  const travelling = Math.min(
    limit.perSecond * scale * TRAVEL_SECONDS,
    EXPECTED_PROCESSES * (IN_FLIGHT.bulk + IN_FLIGHT.live),
  );
  const room = Math.max(2, limit.burst - limit.perSecond - travelling);
  // A full reservoir spent just before an increase is followed by one more step at once.
  const maximum = Math.max(1, step > room / 2 ? room / 2 : room - step);
  return { intervalMs, amount: Math.min(step, maximum), maximum, vendorSecond: limit.perSecond };
}

/** The reservoir for bulk work inside the account's. */
export function toBulkReservoir(all: Reservoir): Reservoir {
  return {
    intervalMs: all.intervalMs,
    amount: all.amount * BULK_SHARE,
    maximum: Math.max(1, all.maximum * BULK_SHARE),
    vendorSecond: all.vendorSecond,
  };
}
