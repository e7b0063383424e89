-- A line of the first company's log keeps its id when older lines are pruned: the run's own time and
-- chance, and the deal's place in the run. Wider than that table's integer, so the view is made anew.
DROP VIEW bitrix_1c_sync_log;
CREATE VIEW bitrix_1c_sync_log AS
SELECT (('x' || substr(hex.id, 1, 12))::bit(48)::bigint << 20 & 9223372036854775807)
       + (('x' || substr(hex.id, 14, 3))::bit(12)::bigint << 8)
       + COALESCE(entity.place, 0) AS id,
       CASE run.job WHEN 'onec-bitrix24.sync-stock' THEN 'stock_to_bitrix24' ELSE 'deal_to_1c' END AS sync_type,
       CASE run.job WHEN 'onec-bitrix24.sync-stock' THEN '1c_to_bitrix24' ELSE 'bitrix24_to_1c' END AS direction,
       CASE run.state WHEN 'done' THEN 'success' WHEN 'held' THEN 'partial_success' ELSE 'error' END AS status,
       split_part(entity.key, ':', 2) AS entity_id,
       run.payload::text AS request_data,
       run.counts::text AS response_data,
       CASE WHEN run.state = 'done' THEN NULL ELSE COALESCE(run.message, run.reason) END AS error_message,
       run.started_at AT TIME ZONE 'UTC' AS created_at
  FROM run
 CROSS JOIN LATERAL (SELECT replace(run.id::text, '-', '') AS id) AS hex
  LEFT JOIN LATERAL (
       SELECT key, row_number() OVER (ORDER BY at) AS place
         FROM unnest(run.keys) WITH ORDINALITY AS one(key, at) WHERE key LIKE 'deal:%') AS entity ON true
 WHERE run.job IN ('onec-bitrix24.drain-invoices', 'onec-bitrix24.sync-stock')
   AND run.state IN ('done', 'held', 'waiting', 'failed')
   AND COALESCE(run.account, 'default') = 'default';
