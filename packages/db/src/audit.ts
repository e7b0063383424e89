import type { Sql } from './client.ts';
import type { PrismaClient } from './generated/client.ts';
import { type Json, toJsonText, toNullableJson } from './json.ts';

type AuditView = Pick<PrismaClient, 'audit'>;

export interface AuditEntry {
  /** A user's login, `api-key:<name>`, `cli:<user>` or `ponte`. */
  actor: string;
  /** What was done, as a dotted word: `setting.changed`, `user.disabled`. */
  action: string;
  /** What it was done to: `setting:bitrix24-deals/stages`, `user:anna`. */
  object: string;
  /** How it was; absent when there was nothing. Never a secret. */
  before?: Json;
  /** How it is; absent when there is nothing any more. Never a secret. */
  after?: Json;
  /** Why, in the actor's words. */
  reason?: string | null;
}

export interface AuditRow {
  id: string;
  at: Date;
  actor: string;
  action: string;
  object: string;
  before: Json;
  after: Json;
  reason: string | null;
}

/**
 * Writes down who did what. Give the client of the transaction that does it, of whichever of the two
 * kinds it is: then both are there or neither.
 */
export async function recordAudit(db: AuditView | Sql, entry: AuditEntry): Promise<void> {
  const { actor, action, object, before, after, reason = null } = entry;
  if ('audit' in db) {
    const values = { before: toNullableJson(before), after: toNullableJson(after) };
    await db.audit.create({ data: { actor, action, object, reason, ...values } });
    return;
  }
  await db.query(
    `INSERT INTO audit (actor, action, object, before, after, reason)
     VALUES ($1, $2, $3, $4::jsonb, $5::jsonb, $6)`,
    [actor, action, object, toJsonText(before), toJsonText(after), reason],
  );
}

export interface AuditFilter {
  actor?: string;
  action?: string;
  object?: string;
  since?: Date;
  /** The `id` of the last row of the page before. */
  before?: string;
  /** Default 100. */
  limit?: number;
}

/** The newest entries first. */
export async function listAudit(db: AuditView, filter: AuditFilter = {}): Promise<AuditRow[]> {
  const { actor, action, object, since, before, limit = 100 } = filter;
  const rows = await db.audit.findMany({
    where: {
      ...(actor === undefined ? {} : { actor }),
      ...(action === undefined ? {} : { action }),
      ...(object === undefined ? {} : { object }),
      ...(since === undefined ? {} : { at: { gte: since } }),
      ...(before === undefined ? {} : { id: { lt: BigInt(before) } }),
    },
    orderBy: { id: 'desc' },
    take: limit,
  });
  return rows.map((row) => ({
    ...row,
    id: String(row.id),
    before: row.before as Json,
    after: row.after as Json,
  }));
}
