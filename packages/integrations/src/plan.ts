/** The vocabulary that all rules share: what a rule answers, and why. */

/** A record that waits for a person, with one masked sentence about this very record. */
export interface Hold<Reason extends string> {
  readonly plan: 'hold';
  readonly reason: Reason;
  readonly detail: string;
}

/** Nothing to do, and why. */
export interface Skip<Reason extends string> {
  readonly plan: 'skip';
  readonly reason: Reason;
}
