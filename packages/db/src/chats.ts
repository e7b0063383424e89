import type { Sql } from './client.ts';

export interface ChatRow {
  account: string;
  /** Telegram's chat id; negative for groups. */
  id: string;
  title: string;
  takesNotices: boolean;
  takesAlerts: boolean;
  mayAsk: boolean;
  addedBy: string;
  addedAt: Date;
  restUntil: Date | null;
  disabledAt: Date | null;
  disabledReason: string | null;
  movedTo: string | null;
}

export interface ChatKey {
  account: string;
  id: string;
}

const COLUMNS = `account, id, title, takes_notices AS "takesNotices", takes_alerts AS "takesAlerts",
  may_ask AS "mayAsk", added_by AS "addedBy", added_at AS "addedAt", rest_until AS "restUntil",
  disabled_at AS "disabledAt", disabled_reason AS "disabledReason", moved_to AS "movedTo"`;

/** Every chat of an account, those at work first. */
export async function listChats(sql: Sql, account: string): Promise<ChatRow[]> {
  const { rows } = await sql.query<ChatRow>(
    `SELECT ${COLUMNS} FROM chat WHERE account = $1 ORDER BY disabled_at NULLS FIRST, id`,
    [account],
  );
  return rows;
}

/** One chat, or undefined. */
export async function findChat(sql: Sql, { account, id }: ChatKey): Promise<ChatRow | undefined> {
  const { rows } = await sql.query<ChatRow>(
    `SELECT ${COLUMNS} FROM chat WHERE account = $1 AND id = $2`,
    [account, id],
  );
  return rows[0];
}

/** Adds a chat unless it is known, also as one that was disabled or has moved. True when new. */
export async function addChat(
  sql: Sql,
  { account, id, title = '', by }: ChatKey & { title?: string; by: string },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO chat (account, id, title, added_by) VALUES ($1, $2, $3, $4)
     ON CONFLICT (account, id) DO NOTHING`,
    [account, id, title, by],
  );
  return rowCount === 1;
}

export type ChatChange = Partial<
  Pick<ChatRow, 'title' | 'takesNotices' | 'takesAlerts' | 'mayAsk'>
> & { isEnabled?: true };

/** Changes what a chat takes, or lets a disabled one work again. False when there is none. */
export async function changeChat(
  sql: Sql,
  { account, id }: ChatKey,
  change: ChatChange,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE chat SET title = COALESCE($3, title), takes_notices = COALESCE($4, takes_notices),
            takes_alerts = COALESCE($5, takes_alerts), may_ask = COALESCE($6, may_ask),
            disabled_at = CASE WHEN $7 THEN NULL ELSE disabled_at END,
            disabled_reason = CASE WHEN $7 THEN NULL ELSE disabled_reason END
      WHERE account = $1 AND id = $2`,
    [
      ...[account, id, change.title ?? null, change.takesNotices ?? null],
      ...[change.takesAlerts ?? null, change.mayAsk ?? null, change.isEnabled ?? false],
    ],
  );
  return rowCount === 1;
}

/** Nothing is sent to this chat before the given virtual time. */
export async function restChat(sql: Sql, { account, id }: ChatKey, until: Date): Promise<void> {
  await sql.query('UPDATE chat SET rest_until = $3 WHERE account = $1 AND id = $2', [
    account,
    id,
    until,
  ]);
}

/** Sends nothing more to a chat; what was due to it is dropped. Gives the number of dropped messages. */
export async function disableChat(
  sql: Sql,
  { account, id }: ChatKey,
  { reason, now }: { reason: string; now: Date },
): Promise<number> {
  await sql.query(
    `UPDATE chat SET disabled_at = $3, disabled_reason = $4
      WHERE account = $1 AND id = $2 AND disabled_at IS NULL`,
    [account, id, now, reason],
  );
  const { rowCount } = await sql.query(
    `UPDATE message_due SET state = 'dropped', reason = $3
      WHERE account = $1 AND chat_id = $2 AND state = 'due'`,
    [account, id, reason],
  );
  return rowCount ?? 0;
}

/**
 * Follows a group that became a supergroup: the new chat takes over what the old one took and was
 * still to get.
 */
export async function moveChat(
  sql: Sql,
  { account, id }: ChatKey,
  { to, now }: { to: string; now: Date },
): Promise<void> {
  await sql.query(
    `INSERT INTO chat (account, id, title, takes_notices, takes_alerts, may_ask, added_by)
     SELECT account, $3, title, takes_notices, takes_alerts, may_ask, added_by
       FROM chat WHERE account = $1 AND id = $2
     ON CONFLICT (account, id) DO NOTHING`,
    [account, id, to],
  );
  await sql.query(
    `UPDATE chat SET disabled_at = $4, disabled_reason = 'moved', moved_to = $3
      WHERE account = $1 AND id = $2`,
    [account, id, to, now],
  );
  await sql.query(
    `UPDATE message_due m SET chat_id = $3
      WHERE account = $1 AND chat_id = $2 AND state = 'due'
        AND NOT EXISTS (SELECT 1 FROM message_due o
                         WHERE o.notice_id = m.notice_id AND o.chat_id = $3)`,
    [account, id, to],
  );
}

/** Forgets a chat; what was due to it is dropped. False when there was none. */
export async function removeChat(sql: Sql, { account, id }: ChatKey): Promise<boolean> {
  await sql.query(
    `UPDATE message_due SET state = 'dropped', reason = 'chat-removed'
      WHERE account = $1 AND chat_id = $2 AND state = 'due'`,
    [account, id],
  );
  const { rowCount } = await sql.query('DELETE FROM chat WHERE account = $1 AND id = $2', [
    account,
    id,
  ]);
  return rowCount === 1;
}
