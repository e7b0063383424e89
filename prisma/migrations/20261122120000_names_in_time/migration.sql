-- Names with their history, the drift of the portal's fields, what the readable view is made of,
-- and deals in the order of their numbers.

-- AlterTable
ALTER TABLE "dictionary_entry" ADD COLUMN     "named_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "deal_field" ADD COLUMN     "sort" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "dictionary_history" (
    "account" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "old_name" TEXT NOT NULL,
    "new_name" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dictionary_history_pkey" PRIMARY KEY ("account","kind","code","until_at")
);

-- CreateTable
CREATE TABLE "field_change" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "field_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deals_readable_columns" (
    "account" TEXT NOT NULL,
    "view_name" TEXT NOT NULL,
    "column_name" TEXT NOT NULL,
    "field_code" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "deals_readable_columns_pkey" PRIMARY KEY ("account","view_name","column_name")
);

-- CreateIndex
CREATE INDEX "field_change_account_at_idx" ON "field_change"("account", "at");

-- Since when a name is the name: what was stored before this column is known since its last read.
UPDATE "dictionary_entry" SET "named_at" = "read_at";
ALTER TABLE "dictionary_entry" ALTER COLUMN "named_at" SET NOT NULL;

-- What the schema language cannot say.

-- The portal numbers its deals, and comparing walks those numbers in ranges. As text, 10 comes before 9.
CREATE INDEX "deal_account_number" ON "deal" ("account", ("id"::bigint));

-- How a custom field's value is read as one type. The portal may change a field's type between two
-- reads, and portals hold what people typed: what does not fit is NULL, and nothing here can fail.
-- Only immutable parts and no subqueries, or the planner would call them instead of unfolding them.

-- One value as text: a file is its id, money its amount and currency.
CREATE FUNCTION "readable_item"("item" jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof("item")
         WHEN 'object' THEN CASE
           WHEN "item" ? 'amount' THEN
             COALESCE("item" ->> 'amount', '') || COALESCE(' ' || ("item" ->> 'currency'), '')
           WHEN "item" ? 'id' THEN "item" ->> 'id'
           ELSE "item"::text
         END
         ELSE "item" #>> '{}'
       END;

CREATE FUNCTION "readable_items"("items" jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT string_agg("readable_item"(n."item"), ', ' ORDER BY n."place")
          FROM jsonb_array_elements("items") WITH ORDINALITY AS n("item", "place"));

-- One value or several, joined by a comma.
CREATE FUNCTION "readable_text"("field" jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof("field")
         WHEN 'string' THEN "field" #>> '{}'
         WHEN 'array' THEN "readable_items"("field")
         ELSE "readable_item"("field")
       END;

CREATE FUNCTION "readable_decimal"("text" text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN "text" ~ '^-?\d{1,100}(\.\d{1,100})?$' THEN "text"::numeric END;

CREATE FUNCTION "readable_number"("field" jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof("field")
         WHEN 'number' THEN ("field" #>> '{}')::numeric
         WHEN 'string' THEN "readable_decimal"("field" #>> '{}')
       END;

-- Before the first read of the field list, money is still in the portal's own form: 300.5|BRL.
CREATE FUNCTION "readable_amount"("field" jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof("field")
         WHEN 'object' THEN "readable_decimal"("field" ->> 'amount')
         WHEN 'number' THEN ("field" #>> '{}')::numeric
         WHEN 'string' THEN "readable_decimal"(split_part("field" #>> '{}', '|', 1))
       END;

CREATE FUNCTION "readable_currency"("field" jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof("field")
         WHEN 'object' THEN "field" ->> 'currency'
         WHEN 'string' THEN substring("field" #>> '{}' FROM '\|([A-Z]{3})$')
       END;

CREATE FUNCTION "readable_boolean"("field" jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE "field" #>> '{}'
         WHEN 'true' THEN true WHEN '1' THEN true WHEN 'Y' THEN true
         WHEN 'false' THEN false WHEN '0' THEN false WHEN 'N' THEN false
       END;

-- The day of YYYY-MM-DD, NULL for days that no calendar has. A month has at least its first day, and
-- counting on from there never fails, but may arrive in the next month.
CREATE FUNCTION "readable_day"("text" text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
         WHEN "text" ~ '^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])' THEN CASE
           WHEN extract(month FROM make_date(left("text", 4)::int, substr("text", 6, 2)::int, 1)
                                   + (substr("text", 9, 2)::int - 1)) = substr("text", 6, 2)::int
           THEN make_date(left("text", 4)::int, substr("text", 6, 2)::int, 1)
                + (substr("text", 9, 2)::int - 1)
         END
       END;

-- A day, or midnight as the portal sends it, with its own offset. A moment in UTC is no day.
CREATE FUNCTION "readable_date"("field" jsonb) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
         WHEN jsonb_typeof("field") = 'string'
          AND "field" #>> '{}' ~ '^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?$'
         THEN "readable_day"("field" #>> '{}')
       END;

CREATE FUNCTION "readable_instant"("field" jsonb) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
         WHEN jsonb_typeof("field") = 'string'
          AND "field" #>> '{}' ~ '^.{10}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$'
          AND "readable_day"("field" #>> '{}') IS NOT NULL
         THEN ("field" #>> '{}')::timestamptz
       END;
