import type { Sql } from './client.ts';
import { toStorableJson } from './storable-text.ts';

/** What is said, in plain text; it is escaped and cut to the chat's limits when it is sent. */
export interface NoticeParts {
  /** One line. */
  readonly title: string;
  readonly lines?: readonly string[];
  /** Where the reader goes on. */
  readonly link?: { readonly text: string; readonly url: string };
}

export type NoticeKind = 'notice' | 'alert' | 'digest' | 'recovery' | 'status' | 'test';

export interface NewNotice {
  account: string;
  /** Whose news it is: `onec-bitrix24`. */
  integration: string;
  kind: NoticeKind;
  /** Unique per account for ever: the same key is the same notice, whatever is repeated. */
  key: string;
  parts: NoticeParts;
  /** Only for this chat: an answer. Otherwise for every chat that takes this kind. */
  chatId?: string;
  /** Virtual. */
  now: Date;
}

/**
 * Notes something that people are to be told; nothing is sent here. Give the transaction that
 * records the effect, so that there is no effect without its notice. True when the notice is new.
 */
export async function enqueueNotice(sql: Sql, notice: NewNotice): Promise<boolean> {
  const { account, integration, kind, key, parts, chatId, now } = notice;
  const { rowCount } = await sql.query(
    `INSERT INTO notice (account, integration, kind, key, chat_id, parts, created_at)
     VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)
     ON CONFLICT (account, key) DO NOTHING`,
    [account, integration, kind, key, chatId ?? null, toStorableJson(parts), now],
  );
  return rowCount === 1;
}

/**
 * Makes one message for each chat that takes a waiting notice; a notice that no chat takes goes on
 * waiting. Gives the number of messages.
 */
export async function spreadNotices(
  sql: Sql,
  { account, now }: { account: string; now: Date },
): Promise<number> {
  const { rows } = await sql.query<{ messages: number }>(
    `WITH waiting AS (
       SELECT id, account, kind, chat_id FROM notice
        WHERE account = $1 AND spread_at IS NULL ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED
     ), made AS (
       INSERT INTO message_due (account, notice_id, chat_id)
       SELECT waiting.account, waiting.id, chat.id FROM waiting JOIN chat
           ON chat.account = waiting.account AND chat.disabled_at IS NULL
          AND CASE WHEN waiting.chat_id IS NOT NULL THEN waiting.chat_id = chat.id
                   WHEN waiting.kind = 'notice' THEN chat.takes_notices
                   ELSE chat.takes_alerts END
        ORDER BY waiting.id
       ON CONFLICT DO NOTHING RETURNING notice_id
     ), spread AS (
       UPDATE notice SET spread_at = $2 WHERE id IN (SELECT notice_id FROM made)
     )
     SELECT count(*)::int AS messages FROM made`,
    [account, now],
  );
  return rows[0]?.messages ?? 0;
}

/** Notices that no chat has taken yet, and since when. */
export async function countUnspreadNotices(
  sql: Sql,
  account: string,
): Promise<{ count: number; oldest: Date | null }> {
  const { rows } = await sql.query<{ count: number; oldest: Date | null }>(
    `SELECT count(*)::int AS count, min(created_at) AS oldest FROM notice
      WHERE account = $1 AND spread_at IS NULL`,
    [account],
  );
  return rows[0] ?? { count: 0, oldest: null };
}
