/**
 * Real milliseconds that rings wait for the store while something else is measured, and events too in a
 * quick round. A pause of the machine then shows in the figures, instead of ending the bench.
 */
export const STORE_PATIENCE_MS = 60_000;
