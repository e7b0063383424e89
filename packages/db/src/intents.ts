import type { Sql } from './client.ts';
import { toStorableJson } from './storable-text.ts';

/**
 * The ledger of writes that a vendor cannot de-duplicate. The intent is committed before the request
 * leaves, its end after the answer came. Whoever finds an intent without a proven end must wait until
 * the vendor's slowest commit is visible, look the effect up, and only then may send again.
 * All times are virtual; `fence` is the number of the lease under which the caller acts.
 */
export interface IntentKey {
  account: string;
  /** The connector's operation: `bling.createOrder`. */
  operation: string;
  /** Our own reference of the effect, the one that the vendor can be searched by. */
  reference: string;
}

export interface IntentBeginning extends IntentKey {
  /** Hash of what is to be sent. */
  bodyHash: string;
  fence: string;
  now: Date;
  /** How late this operation may still become visible at the vendor after its request was given up. */
  settleDelayMs: number;
}

export type IntentState = 'sending' | 'applied' | 'refused' | 'unknown';

export type BegunIntent =
  /** Send now. */
  | { state: 'new'; attempt: number }
  /** The effect is there: adopt the vendor's id. */
  | { state: 'applied'; attempt: number; vendorId: string | null }
  /** The vendor said no, nothing came of it. `resendIntent` opens it again. */
  | { state: 'refused'; attempt: number }
  /** An earlier request may have worked: look it up at `lookUpAt` or later. */
  | { state: 'ambiguous'; attempt: number; lookUpAt: Date }
  /** The same reference stands, or may stand, at the vendor with other content. */
  | {
      state: 'body-differs';
      attempt: number;
      storedState: 'applied' | 'ambiguous';
      vendorId: string | null;
      lookUpAt: Date | null;
    }
  /** Another tenure of the lease has taken over: stop. */
  | { state: 'overtaken'; fence: string };

interface BegunRow {
  isNew: boolean;
  state: IntentState;
  attempt: number;
  fence: string;
  bodyHash: string;
  vendorId: string | null;
  lookUpAt: Date | null;
}

/**
 * Writes the intent down, or says how an earlier one stands, in one statement. Give a pool: the row
 * must be committed before the request leaves. An intent found `sending` was left behind by a run
 * that died; it becomes ambiguous and belongs to the caller's tenure from then on.
 */
export async function beginIntent(sql: Sql, beginning: IntentBeginning): Promise<BegunIntent> {
  const { account, operation, reference, bodyHash, fence, now, settleDelayMs } = beginning;
  const lookUpAt = new Date(now.getTime() + settleDelayMs);
  // A row that this statement inserted has no xmax; one that it found and locked has.
  const { rows } = await sql.query<BegunRow>(
    `INSERT INTO write_intent AS kept
            (account, operation, reference, body_hash, state, fence, sent_at)
     VALUES ($1, $2, $3, $4, 'sending', $5, $6)
     ON CONFLICT (account, operation, reference) DO UPDATE
        SET fence = GREATEST(kept.fence, EXCLUDED.fence),
            state = CASE WHEN kept.state = 'sending' AND kept.fence <= EXCLUDED.fence
                         THEN 'unknown' ELSE kept.state END,
            look_up_at = CASE WHEN kept.state = 'sending' AND kept.fence <= EXCLUDED.fence
                              THEN $7 ELSE kept.look_up_at END
     RETURNING (xmax = 0) AS "isNew", state, attempt, fence::text, body_hash AS "bodyHash",
               vendor_id AS "vendorId", look_up_at AS "lookUpAt"`,
    [account, operation, reference, bodyHash, fence, now, lookUpAt],
  );
  const [row] = rows;
  if (!row) throw new Error('PostgreSQL gave no row back for a write intent: report this bug.');
  return toBegunIntent(row, beginning);
}

function toBegunIntent(row: BegunRow, { bodyHash, fence, now }: IntentBeginning): BegunIntent {
  const { attempt, vendorId } = row;
  if (row.isNew) return { state: 'new', attempt };
  if (row.state === 'applied') {
    return row.bodyHash === bodyHash
      ? { state: 'applied', attempt, vendorId }
      : { state: 'body-differs', attempt, storedState: 'applied', vendorId, lookUpAt: null };
  }
  if (BigInt(row.fence) > BigInt(fence)) return { state: 'overtaken', fence: row.fence };
  if (row.state === 'refused') return { state: 'refused', attempt };
  const lookUpAt = row.lookUpAt ?? now;
  return row.bodyHash === bodyHash
    ? { state: 'ambiguous', attempt, lookUpAt }
    : { state: 'body-differs', attempt, storedState: 'ambiguous', vendorId, lookUpAt };
}

/** True while an intent is this tenure's to send: nobody has taken it up since it was begun. */
export async function isIntentOurs(
  sql: Sql,
  request: IntentKey & { attempt: number; fence: string },
): Promise<boolean> {
  const { account, operation, reference, attempt, fence } = request;
  const { rows } = await sql.query(
    `SELECT 1 FROM write_intent
      WHERE account = $1 AND operation = $2 AND reference = $3
        AND attempt = $4 AND fence = $5 AND state = 'sending'`,
    [account, operation, reference, attempt, fence],
  );
  return rows.length === 1;
}

/** What came back for one request: for people who look, not for the protocol. */
export interface IntentAnswer {
  /** The HTTP status; null when there was no answer. */
  status: number | null;
  /** Masked; null for an answer that says yes. */
  words: string | null;
}

export type IntentSettlement = IntentKey & {
  /** Absent: nothing was sent; a look-up showed it. */
  answer?: IntentAnswer;
  /** Of the request whose end this is, as `beginIntent` or `resendIntent` gave it. */
  attempt: number;
  fence: string;
  now: Date;
} & (
    | { outcome: 'applied'; vendorId: string | null }
    /** Proven: nothing came of it. */
    | { outcome: 'refused' }
    /** Timeout, reset, 5xx, an unreadable answer, or looked up too early to be sure. */
    | { outcome: 'unknown'; lookUpAt: Date }
  );

/**
 * Records how a request ended, or what a look-up showed. Takes a transaction too, so that the link
 * is saved with it. False when the caller's word no longer counts: the intent has its end already,
 * was sent again, or belongs to a later tenure of the lease.
 */
export async function settleIntent(sql: Sql, settlement: IntentSettlement): Promise<boolean> {
  const { account, operation, reference, attempt, fence, now, outcome, answer } = settlement;
  const isOpen = outcome === 'unknown';
  const { rowCount } = await sql.query(
    `UPDATE write_intent
        SET state = $6, vendor_id = COALESCE($7, vendor_id), settled_at = $8, look_up_at = $9,
            answers = answers || $10::jsonb
      WHERE account = $1 AND operation = $2 AND reference = $3
        AND attempt = $4 AND fence = $5 AND state IN ('sending', 'unknown')`,
    [
      ...[account, operation, reference, attempt, fence, outcome],
      outcome === 'applied' ? settlement.vendorId : null,
      isOpen ? null : now,
      isOpen ? settlement.lookUpAt : null,
      toStorableJson(answer === undefined ? [] : [{ attempt, at: now, outcome, ...answer }]),
    ],
  );
  return rowCount === 1;
}

export interface IntentResending extends IntentKey {
  /** The attempt that is proven to have come to nothing. */
  attempt: number;
  fence: string;
  /** Hash of what is to be sent this time. */
  bodyHash: string;
  /** When the look-up was sent that did not find the effect; null for an intent that was refused. */
  notFoundAt: Date | null;
  now: Date;
}

/**
 * Opens an intent for one more request and gives its attempt number, which belongs into the marker
 * that the vendor can be searched by. Undefined when absence is not proven: the look-up was sent
 * before the settle delay was over, or the attempt or tenure is not the one of the row.
 */
export async function resendIntent(
  sql: Sql,
  resending: IntentResending,
): Promise<{ attempt: number } | undefined> {
  const { account, operation, reference, attempt, fence, bodyHash, notFoundAt, now } = resending;
  const { rows } = await sql.query<{ attempt: number }>(
    `UPDATE write_intent
        SET state = 'sending', attempt = attempt + 1, body_hash = $6, sent_at = $8,
            settled_at = NULL, look_up_at = NULL
      WHERE account = $1 AND operation = $2 AND reference = $3 AND attempt = $4 AND fence = $5
        AND (state = 'refused' OR (state = 'unknown' AND look_up_at <= $7))
     RETURNING attempt`,
    [account, operation, reference, attempt, fence, bodyHash, notFoundAt, now],
  );
  return rows[0];
}

export interface UnsettledIntent extends IntentKey {
  id: string;
  state: 'sending' | 'unknown';
  attempt: number;
  sentAt: Date;
  lookUpAt: Date | null;
}

/**
 * What a reconciler must see to, the longest waiting first: ambiguous intents that may be looked up
 * by `dueBy`, and intents still `sending` that were sent before `sentBefore` (their run has died).
 */
export async function listUnsettledIntents(
  sql: Sql,
  due: { dueBy: Date; sentBefore: Date; account?: string; limit: number },
): Promise<UnsettledIntent[]> {
  const { rows } = await sql.query<UnsettledIntent>(
    `SELECT id::text, account, operation, reference, state, attempt,
            sent_at AS "sentAt", look_up_at AS "lookUpAt"
       FROM write_intent
      WHERE ((state = 'unknown' AND look_up_at <= $1) OR (state = 'sending' AND sent_at < $2))
        AND ($3::text IS NULL OR account = $3)
      ORDER BY sent_at, id
      LIMIT $4`,
    [due.dueBy, due.sentBefore, due.account ?? null, due.limit],
  );
  return rows;
}
