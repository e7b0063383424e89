/**
 * Real milliseconds that events and rings of a test world wait for the store. Outside of tests it is one or
 * two seconds, which a machine with much to do may need for one answer.
 */
export const STORE_PATIENCE_MS = 60_000;
