import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Sql, Transaction } from './client.ts';
import { toCopyJson, toCopyText } from './copy-text.ts';
import { dealColumns, dealFields, inLockOrder, toDealUpsert, type DealRow } from './deal-upsert.ts';

/** What became of the rows of one batch; together they are as many as came. */
export interface BulkOutcome {
  inserted: number;
  updated: number;
  /** The stored row has the same fingerprint and lives: nothing was written. */
  unchanged: number;
  /** The stored row is newer, or the batch has the same deal in a newer state. */
  stale: number;
  /** Ids of deals that were not stored, or otherwise. */
  differing: string[];
}

/**
 * Writes a batch of a load by the rules of `saveDeals`, several times faster: new deals by COPY into
 * the table, changed ones by COPY into a table of the session's own and one statement. Rows that are
 * stored already are not written at all, which leaves `read_at` as the earlier read set it. `deals`
 * must be of `account`. Runs in the caller's transaction.
 */
export async function saveDealsInBulk(
  sql: Transaction,
  account: string,
  deals: readonly DealRow[],
): Promise<BulkOutcome> {
  const newest = inLockOrder([...pickNewest(account, deals).values()]);
  const stored = await readFingerprints(sql, account, newest);
  const fresh = newest.filter(({ id }) => !stored.has(id));
  const known = newest.filter(({ id }) => stored.has(id));
  const changed = known.filter(({ id, fingerprint }) => stored.get(id) !== fingerprint);
  const parts = [await add(sql, fresh), await merge(sql, changed)];
  const inserted = parts.reduce((sum, part) => sum + part.inserted, 0);
  const updated = parts.reduce((sum, part) => sum + part.updated, 0);
  const unchanged = known.length - changed.length;
  const stale = deals.length - unchanged - inserted - updated;
  const differing = [...fresh, ...changed].map(({ id }) => id);
  return { inserted, updated, unchanged, stale, differing };
}

/**
 * Lets the planner see what a load has brought; in a table that was empty an hour ago it would read
 * every row instead of the index. Not inside the transaction of a save: it takes seconds.
 */
export async function analyzeDeals(sql: Sql): Promise<void> {
  await sql.query('ANALYZE deal');
}

function pickNewest(account: string, deals: readonly DealRow[]): Map<string, DealRow> {
  const newest = new Map<string, DealRow>();
  for (const deal of deals) {
    if (deal.account !== account) {
      throw new Error(`Deal ${deal.id} is of account ${deal.account}, not of ${account}.`);
    }
    const rival = newest.get(deal.id);
    if (rival === undefined || isNewer(deal, rival)) newest.set(deal.id, deal);
  }
  return newest;
}

function isNewer(deal: DealRow, rival: DealRow): boolean {
  // The table keeps whole seconds of what the portal tells.
  const [ours, theirs] = [deal, rival].map(({ modifiedAt }) =>
    Math.round(Number(new Date(modifiedAt)) / 1_000),
  ) as [number, number];
  return ours > theirs || (ours === theirs && new Date(deal.readAt) >= new Date(rival.readAt));
}

/** Fingerprints of what is stored; a tombstone's is null, because it equals nothing that was read. */
async function readFingerprints(
  sql: Sql,
  account: string,
  deals: readonly DealRow[],
): Promise<Map<string, string | null>> {
  if (deals.length === 0) return new Map();
  // One probe of the key per deal, whatever the planner believes: in the middle of a first load its
  // statistics are those of an empty table, and it would read the whole table for every batch.
  const { rows } = await sql.query<{ id: string; fingerprint: string | null }>(
    `SELECT d.id, d.fingerprint
       FROM unnest($2::text[]) AS wanted(id) CROSS JOIN LATERAL (
         SELECT id, CASE WHEN deleted_at IS NULL THEN fingerprint END AS fingerprint FROM deal
          WHERE account = $1 AND id = wanted.id LIMIT 1) AS d`,
    [account, deals.map(({ id }) => id)],
  );
  return new Map(rows.map(({ id, fingerprint }) => [id, fingerprint]));
}

interface Written {
  inserted: number;
  updated: number;
}

const UNIQUE_VIOLATION = '23505';

/** Writes deals that were not there a moment ago. */
async function add(sql: Transaction, deals: readonly DealRow[]): Promise<Written> {
  if (deals.length === 0) return { inserted: 0, updated: 0 };
  await sql.query('SAVEPOINT before_adding');
  try {
    await copyInto(sql, 'deal', deals);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== UNIQUE_VIOLATION) throw error;
    // A live change stored one of them meanwhile: which of the two states stays is for merge to say.
    await sql.query('ROLLBACK TO SAVEPOINT before_adding');
    return merge(sql, deals);
  }
  await sql.query('RELEASE SAVEPOINT before_adding');
  return { inserted: deals.length, updated: 0 };
}

/** Writes deals of which some are there. */
async function merge(sql: Transaction, deals: readonly DealRow[]): Promise<Written> {
  if (deals.length === 0) return { inserted: 0, updated: 0 };
  // It lives as long as the session: making it anew for every batch would bloat the catalogue. Rows
  // pass through it as they will lie in `deal`, whose storage parameter LIKE does not bring.
  await sql.query(
    `CREATE TEMP TABLE IF NOT EXISTS deal_arriving (LIKE deal)
       WITH (toast_tuple_target = 4080) ON COMMIT DELETE ROWS`,
  );
  await sql.query('DELETE FROM deal_arriving');
  await copyInto(sql, 'deal_arriving', deals);
  const { rows } = await sql.query<Written>(
    `WITH written AS (${toDealUpsert('deal_arriving')} RETURNING xmax = 0 AS is_new)
     SELECT count(*) FILTER (WHERE is_new)::int AS inserted,
            count(*) FILTER (WHERE NOT is_new)::int AS updated
       FROM written`,
  );
  return rows[0] ?? { inserted: 0, updated: 0 };
}

async function copyInto(
  sql: Transaction,
  table: 'deal' | 'deal_arriving',
  deals: readonly DealRow[],
): Promise<void> {
  const sink = sql.query(copyFrom(`COPY ${table} (${dealColumns}) FROM STDIN`));
  await pipeline(Readable.from(toChunks(deals)), sink);
}

/** About what one packet to the server holds. */
const CHUNK_LENGTH = 64 * 1_024;

function* toChunks(deals: readonly DealRow[]): Generator<Buffer> {
  let chunk = '';
  for (const deal of deals) {
    chunk += toLine(deal);
    if (chunk.length < CHUNK_LENGTH) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}

function toLine(deal: DealRow): string {
  const texts = dealFields.map((field) => {
    if (field === 'custom') return toCopyJson(deal.custom);
    return toCopyText(field === 'deletedAt' ? null : deal[field]);
  });
  return `${texts.join('\t')}\n`;
}
