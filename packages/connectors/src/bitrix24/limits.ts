/**
 * Bitrix24's limits as the vendor states them (b24restdocs limits.md, read 2026-08-21): a leaky
 * bucket of requests per portal and source address, and an operating time per method.
 */
import type { VendorLimit } from '../http/limit-numbers.ts';

export type Bitrix24Plan = 'standard' | 'enterprise';

/** Requests: the level may reach `burst` and falls by `perSecond` each second. A batch counts one. */
export const REQUEST_LIMITS: Readonly<Record<Bitrix24Plan, VendorLimit>> = {
  standard: { burst: 50, perSecond: 2 },
  enterprise: { burst: 250, perSecond: 5 },
};

/** Seconds of work per method within ten minutes; the docs' example, the cloud may be stricter. */
export const OPERATING_LIMIT_SECONDS = 480;

/** Commands of one `batch` (b24restdocs batch.md). */
export const BATCH_SIZE = 50;

/** Rows of one page of a legacy list; it cannot be changed. */
export const PAGE_SIZE = 50;

/** The cloud ends a request after 60 s; a little more, so that its own answer is heard. */
export const ATTEMPT_TIMEOUT_MS = 65_000;

/** A full batch of pages with all fields is up to 15 MB on the wire. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** When a method sleeps and the vendor does not say until when: one bucket of its counter. */
export const OPERATING_PAUSE_MS = 60_000;

/** How long batches rest at most that used up their time (the vendor's newer limiter bans for so long). */
export const OPERATING_BAN_MS = 300_000;
