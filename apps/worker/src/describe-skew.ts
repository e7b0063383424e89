/** Real milliseconds that clocks may differ before somebody should look. */
const TOLERATED_MS = 2_000;

/**
 * What is wrong with this machine's clock, or null. PostgreSQL told `databaseMs` at some moment
 * between `from` and `to` of our clock, so only what lies outside of them is a difference. Workers
 * order what they read by their own clocks: with some seconds between two of them, an older state
 * of a record can win over a newer one until the next comparison.
 */
export function describeSkew(
  databaseMs: number,
  { from, to }: { from: number; to: number },
): string | null {
  const ahead = from - databaseMs;
  const behind = databaseMs - to;
  const isAhead = ahead > behind;
  const skewMs = isAhead ? ahead : behind;
  if (skewMs <= TOLERATED_MS) return null;
  const seconds = Math.round(skewMs / 1_000);
  const direction = isAhead ? 'ahead of' : 'behind';
  return `its clock is ${seconds} s ${direction} PostgreSQL's: switch on time synchronisation (NTP) on this machine`;
}
