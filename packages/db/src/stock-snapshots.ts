import type { Sql } from './client.ts';
import { toStorableJson } from './storable-text.ts';

/** Stock of one item in one warehouse at the moment of a run. */
export interface StockSnapshotRow {
  itemRef: string;
  itemCode: string;
  itemName: string;
  warehouseRef: string;
  warehouseName: string;
  /** Decimal text; may be negative. */
  quantity: string;
}

/** Rows that one statement takes. */
const CHUNK = 5_000;

/** Keeps what 1C counted at `period` (the base's own time) under the run's id. */
export async function saveStockSnapshot(
  sql: Sql,
  snapshot: {
    account: string;
    runId: string;
    period: string;
    takenAt: Date;
    rows: readonly StockSnapshotRow[];
  },
): Promise<void> {
  const { account, runId, period, takenAt, rows } = snapshot;
  for (let at = 0; at < rows.length; at += CHUNK) {
    await sql.query(
      `INSERT INTO onec_stock_snapshot (account, run_id, period, item_ref, item_code, item_name,
              warehouse_ref, warehouse_name, quantity, taken_at)
       SELECT $1, $2, $3, "itemRef", "itemCode", "itemName", "warehouseRef", "warehouseName",
              quantity, $4
         FROM json_to_recordset($5::json) AS n("itemRef" text, "itemCode" text, "itemName" text,
              "warehouseRef" text, "warehouseName" text, quantity numeric)`,
      [account, runId, period, takenAt, toStorableJson(rows.slice(at, at + CHUNK))],
    );
  }
}

/** Snapshots of an item, newest first. */
export async function listStockOfItem(
  sql: Sql,
  { account, itemRef, limit }: { account: string; itemRef: string; limit: number },
): Promise<(StockSnapshotRow & { runId: string; period: string; takenAt: Date })[]> {
  const { rows } = await sql.query<
    StockSnapshotRow & { runId: string; period: string; takenAt: Date }
  >(
    `SELECT item_ref AS "itemRef", item_code AS "itemCode", item_name AS "itemName",
            warehouse_ref AS "warehouseRef", warehouse_name AS "warehouseName",
            quantity::text, run_id::text AS "runId", period, taken_at AS "takenAt"
       FROM onec_stock_snapshot WHERE account = $1 AND item_ref = $2
      ORDER BY taken_at DESC, onec_stock_snapshot.id DESC LIMIT $3`,
    [account, itemRef, limit],
  );
  return rows;
}
