-- A kept answer says which client its card was of, so that a row that becomes another client's is not
-- done again from the answers of the old one. A card that has no person waits for its new client's.
ALTER TABLE "isales_snapshot" ADD COLUMN "isales_cliente_id" TEXT;
UPDATE "isales_snapshot" s SET "isales_cliente_id" = o."isales_cliente_id"
  FROM "os" o
 WHERE o."account" = s."account" AND o."isales_id" = s."isales_id" AND o."cliente_id" IS NOT NULL;
