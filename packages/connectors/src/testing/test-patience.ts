/**
 * Real milliseconds a call of a test waits for its turn where waiting is not what is shown: on a busy
 * machine the turns of a scaled clock come late, and the usual patience is ten seconds.
 */
export const TEST_PATIENCE_MS = 120_000;

/** Real milliseconds an answer may take where that is not what is shown. */
export const TEST_TIMEOUT_MS = 30_000;

/** For an answer that never comes. */
export const SHORT_TIMEOUT_MS = 1_000;
