/**
 * Real milliseconds that tests and quick benches wait for a PostgreSQL or Redis of this machine: for a
 * connection, a commit, a ring. Outside of them it is one to ten seconds, which a machine that has much
 * else to do may need for one answer.
 */
export const STORE_PATIENCE_MS = 60_000;
