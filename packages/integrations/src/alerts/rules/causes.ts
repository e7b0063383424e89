/** Reasons of waiting runs that are no trouble: the vendor set the pace, or the house did. */
export const CALM_REASONS: readonly string[] = [
  'rate_limited',
  'worker-stopped',
  'worker-died',
  'unknown-job',
  'again',
];

/** One outage has many faces: these count as one cause, so that it is told once. */
export const CAUSES: Readonly<Record<string, string>> = {
  timeout: 'unavailable',
  unexpected_answer: 'unavailable',
};

/** Alerts about alerts would go the way that is in trouble: the status says them instead. */
export const NOT_TOLD: readonly string[] = ['alerts'];
