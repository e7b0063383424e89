-- Which product of 1C a Bitrix24 card stands for: suggested, linked or refused, with every change kept
-- so that it can be undone. Several cards may stand for one product, which the table link forbids.
CREATE TABLE "catalogue_card" (
    "account" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "code" TEXT,
    "name" TEXT NOT NULL,
    "article" TEXT,
    "barcodes" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "kind" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "read_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "catalogue_card_pkey" PRIMARY KEY ("account","vendor","id")
);
CREATE INDEX "catalogue_card_account_vendor_code_idx" ON "catalogue_card"("account", "vendor", "code");

CREATE TABLE "product_mapping" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL,
    "bitrix24_product_id" TEXT NOT NULL,
    "bitrix24_product_name" TEXT NOT NULL,
    "onec_product_code" TEXT NOT NULL,
    "onec_product_name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "score" DOUBLE PRECISION,
    "reason" TEXT,
    "changed_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "product_mapping_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "product_mapping_state_check" CHECK ("state" IN ('suggested', 'linked', 'refused'))
);
CREATE UNIQUE INDEX "product_mapping_account_bitrix24_product_id_onec_product_co_key" ON "product_mapping"("account", "bitrix24_product_id", "onec_product_code");
CREATE INDEX "product_mapping_account_onec_product_code_idx" ON "product_mapping"("account", "onec_product_code");
CREATE UNIQUE INDEX "product_mapping_one_link" ON "product_mapping"("account", "bitrix24_product_id") WHERE "state" = 'linked';

CREATE TABLE "product_mapping_change" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL,
    "bitrix24_product_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL,
    "batch" UUID NOT NULL,
    "by" TEXT NOT NULL,
    "why" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "product_mapping_change_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "product_mapping_change_account_bitrix24_product_id_id_idx" ON "product_mapping_change"("account", "bitrix24_product_id", "id");
CREATE INDEX "product_mapping_change_batch_idx" ON "product_mapping_change"("batch");

CREATE TABLE "held_product" (
    "held_id" BIGINT NOT NULL,
    "product_id" TEXT NOT NULL,

    CONSTRAINT "held_product_pkey" PRIMARY KEY ("held_id","product_id")
);
CREATE INDEX "held_product_product_id_idx" ON "held_product"("product_id");
ALTER TABLE "held_product" ADD CONSTRAINT "held_product_held_id_fkey" FOREIGN KEY ("held_id") REFERENCES "held"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE VIEW bitrix_1c_product_mapping AS
SELECT id::integer AS id, bitrix24_product_id, bitrix24_product_name,
       onec_product_code, onec_product_name,
       created_at AT TIME ZONE 'UTC' AS created_at, updated_at AT TIME ZONE 'UTC' AS updated_at
  FROM product_mapping
 WHERE state = 'linked' AND account = 'default';
