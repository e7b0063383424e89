import type { Sql } from './client.ts';
import { beginIntent, resendIntent, settleIntent, type IntentKey } from './intents.ts';
import type { NoticeKind, NoticeParts } from './notices.ts';

/**
 * due: to be sent. sending: a run has it. sent: the chat has it. unknown: it may have arrived and
 * nobody can look. refused: the vendor does not take this text. dropped: its chat is gone.
 */
export type MessageState = 'due' | 'sending' | 'sent' | 'unknown' | 'refused' | 'dropped';

export interface MessageDue {
  id: string;
  chatId: string;
  /** Of the notice: `invoice:<Ref_Key>`. */
  key: string;
  kind: NoticeKind;
  parts: NoticeParts;
  attempt: number;
}

/** Two sends in a row, each with its wait for a turn, take less real time than this. */
const CLAIM_LASTS = "interval '45 seconds'";

/** Messages that may be sent now, oldest first; chats that must rest (virtual time) are left out. */
export async function listDueMessages(
  sql: Sql,
  { account, now, limit }: { account: string; now: Date; limit: number },
): Promise<MessageDue[]> {
  const { rows } = await sql.query<MessageDue>(
    `SELECT m.id::text, m.chat_id AS "chatId", notice.key, notice.kind, notice.parts, m.attempt
       FROM message_due m JOIN notice ON notice.id = m.notice_id
       JOIN chat ON chat.account = m.account AND chat.id = m.chat_id
      WHERE m.account = $1 AND m.state = 'due' AND chat.disabled_at IS NULL
        AND (chat.rest_until IS NULL OR chat.rest_until <= $2)
      ORDER BY m.id LIMIT $3`,
    [account, now, limit],
  );
  return rows;
}

export interface ClaimRequest {
  account: string;
  id: string;
  runId: string;
  /** Virtual. */
  now: Date;
}

/**
 * Takes a message for sending, together with its write intent; give a transaction and commit before
 * the request leaves. Undefined when another run has it or it is no longer due.
 */
export async function claimMessage(
  sql: Sql,
  { account, id, runId, now }: ClaimRequest,
): Promise<{ attempt: number } | undefined> {
  const { rowCount } = await sql.query(
    `UPDATE message_due SET state = 'sending', attempt = attempt + 1, claimed_by = $3,
            claimed_at = now() WHERE account = $1 AND id = $2 AND state = 'due'`,
    [account, id, runId],
  );
  if (rowCount !== 1) return undefined;
  const key = { ...toIntentKey(account, id), bodyHash: id, fence: '0', now };
  const begun = await beginIntent(sql, { ...key, settleDelayMs: 0 });
  if (begun.state === 'new') return { attempt: begun.attempt };
  if (begun.state !== 'refused' && begun.state !== 'ambiguous') return undefined;
  // Refused, or a person wants it sent again although it may have arrived.
  return resendIntent(sql, { ...key, attempt: begun.attempt, notFoundAt: now });
}

export interface MessageEnd {
  account: string;
  id: string;
  runId: string;
  /** Of the intent, as `claimMessage` gave it. */
  attempt: number;
  state: Exclude<MessageState, 'sending'>;
  vendorId?: string;
  reason?: string;
  /** Virtual. */
  now: Date;
}

/** Writes down how a claimed message ended, in the row and in its intent; give a transaction. */
export async function settleMessage(sql: Sql, end: MessageEnd): Promise<void> {
  const { account, id, runId, attempt, state, vendorId, reason, now } = end;
  await sql.query(
    `UPDATE message_due SET state = $4, vendor_id = $5, reason = $6,
            sent_at = CASE WHEN $4 = 'sent' THEN $7::timestamptz END
      WHERE account = $1 AND id = $2 AND claimed_by = $3 AND state IN ('sending', 'unknown')`,
    [account, id, runId, state, vendorId ?? null, reason ?? null, now],
  );
  const settlement = { ...toIntentKey(account, id), attempt, fence: '0', now };
  if (state === 'sent') {
    await settleIntent(sql, { ...settlement, outcome: 'applied', vendorId: vendorId ?? null });
  } else if (state === 'unknown') {
    await settleIntent(sql, { ...settlement, outcome: 'unknown', lookUpAt: now });
  } else {
    await settleIntent(sql, { ...settlement, outcome: 'refused' });
  }
}

/**
 * Messages that a run took and never ended, because its worker died: they may have arrived. They
 * become `unknown`; gives their ids.
 */
export async function giveUpStaleMessages(sql: Sql, account: string): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `UPDATE message_due SET state = 'unknown', reason = 'maybe-sent'
      WHERE account = $1 AND state = 'sending' AND claimed_at < now() - ${CLAIM_LASTS}
      RETURNING id::text`,
    [account],
  );
  return rows.map(({ id }) => id);
}

/** Lets messages that may have arrived, or were refused, be sent again: a person asked for it. */
export async function reopenMessages(
  sql: Sql,
  { account, ids }: { account: string; ids: readonly string[] },
): Promise<number> {
  const { rowCount } = await sql.query(
    `UPDATE message_due SET state = 'due', reason = NULL
      WHERE account = $1 AND id = ANY($2::bigint[]) AND state IN ('unknown', 'refused')`,
    [account, ids],
  );
  return rowCount ?? 0;
}

/** When something is left to do: at once, when a chat's rest is over, or when a claim has lapsed. */
export async function findNextDue(
  sql: Sql,
  account: string,
): Promise<{ dueAt: Date | null; hasClaimed: boolean } | undefined> {
  const { rows } = await sql.query<{ dueAt: Date | null; hasClaimed: boolean }>(
    `SELECT min(COALESCE(chat.rest_until, to_timestamp(0)))
              FILTER (WHERE m.state = 'due' AND chat.disabled_at IS NULL) AS "dueAt",
            bool_or(m.state = 'sending') AS "hasClaimed"
       FROM message_due m JOIN chat ON chat.account = m.account AND chat.id = m.chat_id
      WHERE m.account = $1 AND m.state IN ('due', 'sending') HAVING count(*) > 0`,
    [account],
  );
  return rows[0];
}

/** Messages of an account by state. */
export async function countMessages(
  sql: Sql,
  account: string,
): Promise<Partial<Record<MessageState, number>>> {
  const { rows } = await sql.query<{ state: MessageState; count: number }>(
    `SELECT state, count(*)::int AS count FROM message_due WHERE account = $1 GROUP BY state`,
    [account],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

export interface MessageRow extends MessageDue {
  integration: string;
  state: MessageState;
  reason: string | null;
  createdAt: Date;
  sentAt: Date | null;
}

/** The latest messages, newest first; of one state when given. */
export async function listMessages(
  sql: Sql,
  { account, state, limit }: { account: string; state?: MessageState; limit: number },
): Promise<MessageRow[]> {
  const { rows } = await sql.query<MessageRow>(
    `SELECT m.id::text, m.chat_id AS "chatId", n.kind, n.parts, m.attempt, n.integration, n.key,
            m.state, m.reason, n.created_at AS "createdAt", m.sent_at AS "sentAt"
       FROM message_due m JOIN notice n ON n.id = m.notice_id
      WHERE m.account = $1 AND ($2::text IS NULL OR m.state = $2)
      ORDER BY m.id DESC LIMIT $3`,
    [account, state ?? null, limit],
  );
  return rows;
}

function toIntentKey(account: string, id: string): IntentKey {
  return { account, operation: 'telegram.sendMessage', reference: `message:${id}` };
}
