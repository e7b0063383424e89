import type { KeepJobs } from 'bullmq';

/**
 * How long finished jobs stay in a queue. The history lies in the run rows; a queue keeps the last
 * successes only so that a ring whose answer got lost is still recognised when it is sent again.
 */
export const KEEP_COMPLETED: KeepJobs = { count: 200, age: 3_600 };

/** What failed waits for a person: the newest 5,000 of each queue, two weeks. */
export const KEEP_FAILED: KeepJobs = { count: 5_000, age: 14 * 24 * 3_600 };

/** Nobody reads BullMQ's event streams, so they stay tiny (one stream per queue). */
export const MAX_EVENTS = 100;
