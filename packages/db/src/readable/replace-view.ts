import { hash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ignoreLoss, type Sql, type Transaction } from '../client.ts';
import { toIdentifier, toLiteral } from './sql-text.ts';
import type { ViewColumn, ViewDefinition } from './view-definition.ts';

export interface ViewToReplace {
  readonly name: string;
  readonly account: string;
  /** Reads what the view is made of; called when no one else is building. */
  readonly define: (sql: Sql) => Promise<ViewDefinition>;
}

export interface Patience {
  /** How long new readers may queue behind one try to put the new view in place; default 100 ms. */
  readonly lockTimeoutMs?: number;
  /** How long to go on trying while long queries read the former view; default 30,000 ms. */
  readonly patienceMs?: number;
}

export interface ReplacedView {
  /** Number of its columns. */
  readonly columns: number;
  /** False: it was built like this already, and nothing was done. */
  readonly changed: boolean;
  readonly view: string;
}

/** A long query has read the former view all the time; once it has ended the view can be replaced. */
export class ViewInUse extends Error {
  readonly view: string;

  constructor({ view, patienceMs }: { view: string; patienceMs: number }, cause: unknown) {
    super(
      `A query has been reading ${view} for more than ${patienceMs} ms, so the view keeps its ` +
        'former columns. End that query (see pg_stat_activity) and rebuild the view.',
      { cause },
    );
    this.name = 'ViewInUse';
    this.view = view;
  }
}

const LOCK_NOT_AVAILABLE = '55P03';
const DEPENDENTS = '2BP01';
const LONGEST_PAUSE_MS = 2_000;

/**
 * Builds the view beside the present one and swaps their names. Readers go on with the former one
 * until then; none waits longer than `lockTimeoutMs`. Rights that were granted on it are granted on
 * the new one. Rejects with `ViewInUse` when the former view was in use all the time, and leaves it
 * as it is.
 */
export async function replaceView(
  pool: pg.Pool,
  view: ViewToReplace,
  patience: Patience = {},
): Promise<ReplacedView> {
  const client = await pool.connect();
  client.on('error', ignoreLoss);
  let isBroken = true;
  try {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`view/${view.name}`]);
    const replaced = await replaceLocked(client, view, patience);
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [`view/${view.name}`]);
    isBroken = false;
    return replaced;
  } finally {
    // A session that failed may hold the lock still: it ends with the session.
    client.off('error', ignoreLoss);
    client.release(isBroken);
  }
}

async function replaceLocked(
  client: Transaction,
  { name, account, define }: ViewToReplace,
  patience: Patience,
): Promise<ReplacedView> {
  const definition = await define(client);
  const columns = definition.columns.length;
  const mark = `Built by Ponte, ${hash('sha256', JSON.stringify([account, definition])).slice(0, 16)}.`;
  if ((await readMark(client, name)) === mark) return { columns, changed: false, view: name };
  await inSteps(client, await toBuildSteps(client, name, { ...definition, mark }));
  await swap(client, { name, account, columns: definition.columns }, patience);
  await dropRetired(client, name);
  return { columns, changed: true, view: name };
}

/** The comment of the view as it is; undefined when there is none. */
async function readMark(sql: Sql, name: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ kind: string; mark: string | null }>(
    `SELECT relkind::text AS kind, obj_description(oid) AS mark FROM pg_class
      WHERE oid = to_regclass($1)`,
    [toIdentifier(name)],
  );
  const found = rows[0];
  if (found !== undefined && found.kind !== 'v') {
    throw new Error(
      `There is a table "${name}", and Ponte builds a view of that name. Rename the table first: ` +
        `ALTER TABLE ${name} RENAME TO ${name}_before_ponte.`,
    );
  }
  return found?.mark ?? undefined;
}

const toNext = (name: string): string => toIdentifier(`${name}_next`);

async function toBuildSteps(
  sql: Sql,
  name: string,
  { query, columns, mark }: ViewDefinition & { mark: string },
): Promise<string[]> {
  const next = toNext(name);
  return [
    `DROP VIEW IF EXISTS ${next}`,
    `CREATE VIEW ${next} AS\n${query}`,
    ...columns.map(
      (column) =>
        `COMMENT ON COLUMN ${next}.${toIdentifier(column.name)} IS ` +
        toLiteral(`${column.fieldCode}: ${column.label}`),
    ),
    `COMMENT ON VIEW ${next} IS ${toLiteral(mark)}`,
    ...(await listGrants(sql, name)),
  ];
}

async function listGrants(sql: Sql, name: string): Promise<string[]> {
  const { rows } = await sql.query<{ step: string }>(
    `SELECT format('GRANT %s ON %s TO %s%s', privilege_type, $2::text,
              CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
              CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS step
       FROM pg_class CROSS JOIN LATERAL aclexplode(relacl)
      WHERE oid = to_regclass($1)`,
    [toIdentifier(name), toNext(name)],
  );
  return rows.map(({ step }) => step);
}

interface Swap {
  name: string;
  account: string;
  columns: readonly ViewColumn[];
}

async function swap(client: Transaction, view: Swap, patience: Patience): Promise<void> {
  const { lockTimeoutMs = 100, patienceMs = 30_000 } = patience;
  const retired = toIdentifier(`${view.name}_retired_${randomUUID().slice(0, 8)}`);
  const steps = [
    `SET LOCAL lock_timeout = ${Math.ceil(lockTimeoutMs)}`,
    `ALTER VIEW IF EXISTS ${toIdentifier(view.name)} RENAME TO ${retired}`,
    `ALTER VIEW ${toNext(view.name)} RENAME TO ${toIdentifier(view.name)}`,
    ...toColumnRows(view),
  ];
  const deadline = performance.now() + patienceMs;
  for (let pauseMs = lockTimeoutMs; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      await inSteps(client, steps);
      return;
    } catch (error) {
      if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error;
      if (performance.now() + pauseMs > deadline) {
        await client.query(`DROP VIEW IF EXISTS ${toNext(view.name)}`);
        throw new ViewInUse({ view: view.name, patienceMs }, error);
      }
      await sleep(pauseMs);
    }
  }
}

function toColumnRows({ name, account, columns }: Swap): string[] {
  const key = `${toLiteral(account)}, ${toLiteral(name)}`;
  const rows = columns.map(
    (column, at) =>
      `(${key}, ${toLiteral(column.name)}, ${toLiteral(column.fieldCode)}, ` +
      `${toLiteral(column.label)}, ${toLiteral(column.type)}, ${at + 1})`,
  );
  return [
    `DELETE FROM deals_readable_columns WHERE view_name = ${toLiteral(name)}`,
    `INSERT INTO deals_readable_columns
       (account, view_name, column_name, field_code, label, type, position)
     VALUES ${rows.join(',\n')}`,
  ];
}

/** Former views that nobody built upon; a view of somebody's own keeps the one that it reads. */
async function dropRetired(client: Transaction, name: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
      WHERE relkind = 'v' AND relnamespace = current_schema()::regnamespace
        AND starts_with(relname, $1)`,
    [`${name}_retired_`],
  );
  for (const retired of rows) {
    try {
      const drop = `DROP VIEW ${toIdentifier(retired.name)}`;
      await inSteps(client, ['SET LOCAL lock_timeout = 100', drop]);
    } catch (error) {
      if (![DEPENDENTS, LOCK_NOT_AVAILABLE].includes(codeOf(error) ?? '')) throw error;
    }
  }
}

/** All steps in one transaction and one message. */
async function inSteps(client: Transaction, steps: readonly string[]): Promise<void> {
  try {
    await client.query(['BEGIN', ...steps, 'COMMIT'].join(';\n'));
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}
