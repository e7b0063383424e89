/** Numbers of a base; the sources are listed in README.md. */

/** Sessions at a time; small sites have one or two free licences (README.md, sessions). */
export const DEFAULT_SESSIONS = 1;

/** Some sets take 10 to 30 s even for nothing (KZ2); `$metadata` is 3 to 17 MB. */
export const READ_TIMEOUT_MS = 65_000;
export const WRITE_TIMEOUT_MS = 120_000;
export const METADATA_TIMEOUT_MS = 120_000;

export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Rows of one page: `$top`. */
export const CATALOG_PAGE = 1_000;
export const BALANCE_PAGE = 5_000;

/** Virtual ms after which a session that nobody uses is finished, its licence given back. */
export const IDLE_SESSION_MS = 10_000;

/** Virtual ms to wait when no session can be started (406), and when licences are used up. */
export const NO_SESSION_PAUSE_MS = 10_000;
export const NO_LICENCE_PAUSE_MS = 60_000;

/** Virtual ms for which `$metadata` is believed. */
export const METADATA_AGE_MS = 24 * 3_600_000;

/** Virtual ms within which megabytes of `$metadata` are not read again for a body that they refuse. */
export const METADATA_PAUSE_MS = 5 * 60_000;
