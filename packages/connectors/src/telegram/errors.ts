/**
 * Telegram's refusals in our words, from its own error texts: `{"ok":false,"error_code":…,
 * "description":…,"parameters":{"retry_after"|"migrate_to_chat_id"}}`. A refused request did
 * nothing; only a 5xx and a lost answer leave it open whether a message went out.
 */
import type { RawAnswer, Refusal } from '../http/call.ts';

/** Why nothing can be sent to a chat any more; the words of a chat's row. */
export type ChatGone =
  | 'chat-not-found'
  | 'chat-blocked'
  | 'chat-kicked'
  | 'chat-deleted'
  | 'chat-forbidden'
  | 'no-right-to-write';

const MOVED = 'moved:';

const GONE: readonly (readonly [RegExp, ChatGone])[] = [
  [/blocked by the user|user is deactivated/i, 'chat-blocked'],
  [/bot was kicked|bot is not a member/i, 'chat-kicked'],
  [/chat was deleted/i, 'chat-deleted'],
  [/chat not found|peer_id_invalid|chat_id is empty/i, 'chat-not-found'],
  [/not enough rights|have no rights to send|need administrator rights/i, 'no-right-to-write'],
];

const NEW_TOKEN =
  'Telegram refuses the bot token. Make a new one with @BotFather (/token), put it into TELEGRAM_BOT_TOKEN, restart and resume alerts.';

/** Judges one answer; undefined means success. `now` is virtual, for `retry_after`. */
export function classifyTelegram(
  { status, form, body }: RawAnswer,
  now: Date,
): Refusal | undefined {
  if (form !== 'json' || typeof body !== 'object' || body === null || !('ok' in body)) {
    return form === 'json' && status < 300
      ? { kind: 'unexpected_answer', message: 'The answer has no "ok". Check TELEGRAM_API_URL.' }
      : undefined;
  }
  if (body.ok === true) return undefined;
  const error = body as { error_code?: unknown; description?: unknown; parameters?: unknown };
  const code = typeof error.error_code === 'number' ? error.error_code : status;
  const description = typeof error.description === 'string' ? error.description : 'no description';
  const parameters: { retry_after?: unknown; migrate_to_chat_id?: unknown } =
    typeof error.parameters === 'object' && error.parameters !== null ? error.parameters : {};
  return judge({ code, description, parameters, now });
}

interface Told {
  readonly code: number;
  readonly description: string;
  readonly parameters: { retry_after?: unknown; migrate_to_chat_id?: unknown };
  readonly now: Date;
}

function judge({ code, description, parameters, now }: Told): Refusal {
  const refused = { code: String(code), notApplied: true, message: `${description}.` } as const;
  if (code === 401 || code === 404) {
    return { ...refused, kind: 'auth_revoked', message: `${description}. ${NEW_TOKEN}` };
  }
  if (code === 429) {
    const seconds = Number(parameters.retry_after);
    const waitMs = (Number.isFinite(seconds) && seconds > 0 ? seconds : 10) * 1_000;
    // Not called "not applied": then the onion would wait for it, and waiting is the job's.
    const { notApplied: _, ...told } = refused;
    return { ...told, kind: 'rate_limited', retryAt: new Date(now.getTime() + waitMs) };
  }
  if (code >= 500) {
    return {
      kind: 'unavailable',
      code: String(code),
      message: `${description}. Telegram is unwell.`,
    };
  }
  if (code === 409) {
    const advice =
      'Another program reads this bot’s updates: stop it, or give Ponte a bot of its own.';
    return { ...refused, kind: 'conflict', message: `${description}. ${advice}` };
  }
  const moved = parameters.migrate_to_chat_id;
  if (typeof moved === 'number' || typeof moved === 'string') {
    return { ...refused, kind: 'rejected', code: `${MOVED}${moved}` };
  }
  const gone = GONE.find(([pattern]) => pattern.test(description))?.[1];
  if (gone !== undefined) return { ...refused, kind: 'rejected', code: gone };
  if (code === 403) return { ...refused, kind: 'rejected', code: 'chat-forbidden' };
  return { ...refused, kind: 'rejected' };
}

/** Where a group went, by an error's code; undefined when it did not move. */
export function findNewChat(code: string | undefined): string | undefined {
  return code?.startsWith(MOVED) === true ? code.slice(MOVED.length) : undefined;
}

/** Why a chat is gone, by an error's code; undefined when it is there. */
export function findChatGone(code: string | undefined): ChatGone | undefined {
  if (code === 'chat-forbidden') return code;
  return GONE.find(([, gone]) => gone === code)?.[1];
}
