/**
 * The baseline of the upsert bench: what one writes with the driver alone when speed is all that
 * counts. COPY of every row into a temporary table, one INSERT … ON CONFLICT, no guard, no compare.
 * The temporary table keeps rows as `deal` does, so that neither side compresses them twice.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DealRow } from '@ponte/db/deals';
import pg from 'pg';
import { from } from 'pg-copy-streams';

export async function copyPlainly(url: string, deals: readonly DealRow[]): Promise<void> {
  const fields = Object.keys(deals[0] ?? {}) as (keyof DealRow)[];
  const columns = fields.map((field) => field.replace(/[A-Z]/g, (it) => `_${it.toLowerCase()}`));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  await client.query(
    'CREATE TEMP TABLE arriving (LIKE deal) WITH (toast_tuple_target = 4080) ON COMMIT DROP',
  );
  const copy = client.query(from(`COPY arriving (${columns.join()}) FROM STDIN`));
  await pipeline(Readable.from(toLines(fields, deals)), copy);
  await client.query(
    `INSERT INTO deal (${columns.join()}) SELECT ${columns.join()} FROM arriving
     ON CONFLICT (account, id) DO UPDATE SET
     ${columns.map((column) => `${column} = EXCLUDED.${column}`).join()}`,
  );
  await client.query('COMMIT');
  await client.end();
}

function* toLines(
  fields: readonly (keyof DealRow)[],
  deals: readonly DealRow[],
): Generator<string> {
  for (let at = 0; at < deals.length; at += 25) {
    const lines = deals.slice(at, at + 25).map((deal) => {
      return `${fields.map((field) => toText(deal[field])).join('\t')}\n`;
    });
    yield lines.join('');
  }
}

function toText(value: unknown): string {
  if (value === null) return '\\N';
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
}
