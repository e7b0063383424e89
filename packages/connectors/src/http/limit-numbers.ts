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
  /**
   * For a vendor that grants no burst: virtual milliseconds between two requests that are always
   * enough. The two numbers above then only describe the vendor.
   */
  readonly spacingMs?: number;
}

export interface Reservoir {
  /** Real milliseconds for `amount`; in Redis it comes in such steps, exact at multiples of 250. */
  readonly intervalMs: number;
  readonly amount: number;
  readonly maximum: number;
  /** What the vendor takes off its level at a time. */
  readonly vendorSecond: number;
  /** Absent where bursts are granted. */
  readonly spacing?: Spacing;
}

/** Real milliseconds between two requests of an account. */
export interface Spacing {
  /** From turn to turn, on the average. */
  readonly spacingMs: number;
  /** From leaving to leaving at least: who was late may catch up so far. */
  readonly leastMs: number;
  /** From arriving to arriving: what the vendor demands. */
  readonly arrivalMs: number;
  /** How long the next one waits for the answer, which proves the arrival. */
  readonly graceMs: number;
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

/** How a spaced reservoir is filled. Real milliseconds. */
export interface Filling {
  /** From one step to the next. */
  readonly stepMs: number;
  /** By how much one request may be late and the next one not, whatever the scale. */
  readonly jitterMs: number;
}

/**
 * Scaled time knows vendors on this machine only: they answer at once, and whoever does not is as
 * late as this machine is busy.
 */
const SCALED_GRACE_MS = 500;

/** How much a late filling may make good: less than a whole request, so that no two leave the queue at once. */
const CATCH_UP = 0.75;

/**
 * The reservoir for an account whose requests keep a distance. It fills at exactly the rate of the
 * distance, so that whoever waits stays in the queue, where live work overtakes, until the last step.
 */
export function toSpacedReservoir(
  limit: VendorLimit,
  scale: number,
  { stepMs, jitterMs }: Filling,
): Reservoir {
  const arrivalMs = 1_000 / limit.perSecond / scale;
  const spacingMs = Math.max((limit.spacingMs ?? 0) / scale, arrivalMs + jitterMs);
  const amount = stepMs / spacingMs;
  // In real time so much that no turn is lost by it.
  const graceMs = scale > 1 ? SCALED_GRACE_MS : spacingMs - arrivalMs;
  const spacing = { spacingMs, leastMs: arrivalMs + jitterMs, arrivalMs, graceMs };
  return {
    intervalMs: stepMs,
    amount,
    maximum: 1 + Math.max(amount, CATCH_UP),
    vendorSecond: 0,
    spacing,
  };
}

/** The reservoir for bulk work inside the account's. */
export function toBulkReservoir(all: Reservoir): Reservoir {
  // One request at a time: live work waits for one other at most, and no share need be kept free.
  if (all.spacing !== undefined) {
    const { spacing: _, ...same } = all;
    return same;
  }
  return {
    intervalMs: all.intervalMs,
    amount: all.amount * BULK_SHARE,
    maximum: Math.max(1, all.maximum * BULK_SHARE),
    vendorSecond: all.vendorSecond,
  };
}
