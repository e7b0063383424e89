/**
 * Telegram's limits as the vendor words them (Bot FAQ "My bot is hitting limits", read 2026-11):
 * about one message a second in one chat with short bursts, at most twenty a minute in one group,
 * about thirty a second in all; the rest is unspecified, so all numbers here stay below these.
 */
import type { VendorLimit } from '../http/limit-numbers.ts';

/** All chats together: never over thirty in any second, about eleven in the long run. */
export const ACCOUNT_LIMIT: VendorLimit = { burst: 60, perSecond: 25 };

/** One person's chat, or a channel. */
export const CHAT_LIMIT: VendorLimit = { burst: 5, perSecond: 1 };

/** One group: bursts and steady flow together stay under twenty in any minute. */
export const GROUP_LIMIT: VendorLimit = { burst: 4, perSecond: 0.25 };

/** Real milliseconds for one attempt; files get longer. */
export const ATTEMPT_TIMEOUT_MS = 10_000;
export const FILE_TIMEOUT_MS = 60_000;

/** A full page of updates is far below. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Photos are re-compressed above nothing but refused above this; other files up to 50 MB. */
export const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
export const MAX_DOCUMENT_BYTES = 50 * 1024 * 1024;

/** Characters that the reader sees, in UTF-16 units. */
export const MAX_TEXT_LENGTH = 4_096;
export const MAX_CAPTION_LENGTH = 1_024;
