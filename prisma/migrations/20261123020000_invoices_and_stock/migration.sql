-- An invoice is made once: its reference, number and what it said are kept per deal. Stock as 1C had
-- it is kept per run and warehouse. The first company's log and snapshot tables become views over both.
CREATE TABLE "onec_invoice" (
    "account" TEXT NOT NULL,
    "deal_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "ref_key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "number" TEXT,
    "document_date" TEXT,
    "total" DECIMAL(24,4),
    "fingerprint" TEXT,
    "content" JSONB NOT NULL DEFAULT '{}',
    "reason" TEXT,
    "look_ups" INTEGER NOT NULL DEFAULT 0,
    "waits_until" TIMESTAMPTZ(3),
    "posted_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "onec_invoice_pkey" PRIMARY KEY ("account","deal_id")
);
CREATE UNIQUE INDEX "onec_invoice_ref_key_key" ON "onec_invoice"("ref_key");

CREATE TABLE "onec_stock_snapshot" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL,
    "run_id" UUID NOT NULL,
    "period" TEXT NOT NULL,
    "item_ref" TEXT NOT NULL,
    "item_code" TEXT NOT NULL,
    "item_name" TEXT NOT NULL,
    "warehouse_ref" TEXT NOT NULL,
    "warehouse_name" TEXT NOT NULL,
    "quantity" DECIMAL(18,3) NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "onec_stock_snapshot_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "onec_stock_snapshot_account_item_ref_taken_at_idx" ON "onec_stock_snapshot"("account", "item_ref", "taken_at");
CREATE INDEX "onec_stock_snapshot_run_id_idx" ON "onec_stock_snapshot"("run_id");
CREATE INDEX "onec_stock_snapshot_taken_at_idx" ON "onec_stock_snapshot" USING BRIN ("taken_at");

CREATE VIEW bitrix_1c_stock_snapshot AS
SELECT id, item_code AS product_code, item_name AS product_name,
       round(quantity)::integer AS quantity, warehouse_name AS warehouse,
       taken_at AT TIME ZONE 'UTC' AS snapshot_date
  FROM onec_stock_snapshot
 WHERE account = 'default';

CREATE VIEW bitrix_1c_sync_log AS
SELECT row_number() OVER (ORDER BY run.id, entity.key)::integer AS id,
       CASE run.job WHEN 'onec-bitrix24.sync-stock' THEN 'stock_to_bitrix24' ELSE 'deal_to_1c' END AS sync_type,
       CASE run.job WHEN 'onec-bitrix24.sync-stock' THEN '1c_to_bitrix24' ELSE 'bitrix24_to_1c' END AS direction,
       CASE run.state WHEN 'done' THEN 'success' WHEN 'held' THEN 'partial_success' ELSE 'error' END AS status,
       split_part(entity.key, ':', 2) AS entity_id,
       run.payload::text AS request_data,
       run.counts::text AS response_data,
       CASE WHEN run.state = 'done' THEN NULL ELSE COALESCE(run.message, run.reason) END AS error_message,
       run.started_at AT TIME ZONE 'UTC' AS created_at
  FROM run
  LEFT JOIN LATERAL (
       SELECT key FROM unnest(run.keys) AS key WHERE key LIKE 'deal:%') AS entity ON true
 WHERE run.job IN ('onec-bitrix24.drain-invoices', 'onec-bitrix24.sync-stock')
   AND run.state IN ('done', 'held', 'waiting', 'failed')
   AND COALESCE(run.account, 'default') = 'default';
