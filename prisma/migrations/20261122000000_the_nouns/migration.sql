-- The first schema: the six nouns, the four ledgers, users, and the typed deals of Bitrix24.

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "inbound_event" (
    "id" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "event_key" TEXT,
    "body" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" TEXT NOT NULL DEFAULT 'received',
    "reason" TEXT,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbound_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dirty" (
    "account" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "vendor_id" TEXT NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 1,
    "marked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dirty_pkey" PRIMARY KEY ("account","kind","vendor_id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "job" TEXT NOT NULL,
    "integration" TEXT NOT NULL,
    "account" TEXT,
    "keys" TEXT[],
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "message" TEXT,
    "error_kind" TEXT,
    "error_code" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "counts" JSONB NOT NULL DEFAULT '{}',
    "queue_job_id" TEXT,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "worker" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3),
    "ms" INTEGER,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "write_intent" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "vendor_id" TEXT,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "look_up_at" TIMESTAMPTZ(3),

    CONSTRAINT "write_intent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "held" (
    "id" BIGSERIAL NOT NULL,
    "integration" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "run_id" UUID,
    "held_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "released_at" TIMESTAMPTZ(3),
    "released_by" TEXT,

    CONSTRAINT "held_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "reason" TEXT,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "link" (
    "integration" TEXT NOT NULL,
    "left_kind" TEXT NOT NULL,
    "left_id" TEXT NOT NULL,
    "right_kind" TEXT NOT NULL,
    "right_id" TEXT NOT NULL,
    "fingerprint" TEXT,
    "version" BIGINT NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "link_pkey" PRIMARY KEY ("integration","left_kind","left_id")
);

-- CreateTable
CREATE TABLE "checkpoint" (
    "integration" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "stream" TEXT NOT NULL,
    "position" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("integration","account","stream")
);

-- CreateTable
CREATE TABLE "credential" (
    "vendor" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credential_pkey" PRIMARY KEY ("vendor","account","name")
);

-- CreateTable
CREATE TABLE "lease" (
    "name" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "fence" BIGINT NOT NULL DEFAULT 1,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "acquired_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lease_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "version" TEXT NOT NULL,
    "note" TEXT,

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schedule" (
    "job" TEXT NOT NULL,
    "cron" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "next_due" TIMESTAMPTZ(3) NOT NULL,
    "last_tick_at" TIMESTAMPTZ(3),

    CONSTRAINT "schedule_pkey" PRIMARY KEY ("job")
);

-- CreateTable
CREATE TABLE "pause" (
    "integration" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "pause_pkey" PRIMARY KEY ("integration")
);

-- CreateTable
CREATE TABLE "setting" (
    "integration" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("integration","key")
);

-- CreateTable
CREATE TABLE "app_user" (
    "id" BIGSERIAL NOT NULL,
    "login" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_session" (
    "id_hash" TEXT NOT NULL,
    "user_id" BIGINT NOT NULL,
    "csrf_token" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "app_session_pkey" PRIMARY KEY ("id_hash")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setup_link" (
    "token_hash" TEXT NOT NULL,
    "login" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "setup_link_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "dictionary_entry" (
    "account" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sort" INTEGER NOT NULL DEFAULT 0,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "vanished_at" TIMESTAMPTZ(3),

    CONSTRAINT "dictionary_entry_pkey" PRIMARY KEY ("account","kind","code")
);

-- CreateTable
CREATE TABLE "deal_field" (
    "account" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "is_multiple" BOOLEAN NOT NULL,
    "is_custom" BOOLEAN NOT NULL,
    "is_read_only" BOOLEAN NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "vanished_at" TIMESTAMPTZ(3),

    CONSTRAINT "deal_field_pkey" PRIMARY KEY ("account","code")
);

-- CreateTable
CREATE TABLE "deal" (
    "account" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "title" TEXT,
    "type_id" TEXT,
    "category_id" TEXT NOT NULL,
    "stage_id" TEXT NOT NULL,
    "stage_semantic" TEXT,
    "probability" DECIMAL(9,4),
    "opportunity" DECIMAL(24,4),
    "currency_id" TEXT,
    "tax_value" DECIMAL(24,4),
    "is_manual_opportunity" BOOLEAN,
    "lead_id" TEXT,
    "company_id" TEXT,
    "contact_id" TEXT,
    "quote_id" TEXT,
    "begin_at" TIMESTAMPTZ(0),
    "close_at" TIMESTAMPTZ(0),
    "created_at" TIMESTAMPTZ(0) NOT NULL,
    "modified_at" TIMESTAMPTZ(0) NOT NULL,
    "moved_at" TIMESTAMPTZ(0),
    "last_activity_at" TIMESTAMPTZ(0),
    "assigned_by_id" TEXT,
    "created_by_id" TEXT,
    "modified_by_id" TEXT,
    "moved_by_id" TEXT,
    "last_activity_by_id" TEXT,
    "is_open_to_all" BOOLEAN,
    "is_closed" BOOLEAN,
    "is_new" BOOLEAN,
    "is_recurring" BOOLEAN,
    "is_return_customer" BOOLEAN,
    "is_repeated_approach" BOOLEAN,
    "source_id" TEXT,
    "source_description" TEXT,
    "comments" TEXT,
    "additional_info" TEXT,
    "location_id" TEXT,
    "originator_id" TEXT,
    "origin_id" TEXT,
    "utm_source" TEXT,
    "utm_medium" TEXT,
    "utm_campaign" TEXT,
    "utm_content" TEXT,
    "utm_term" TEXT,
    "custom" JSONB NOT NULL DEFAULT '{}',
    "fingerprint" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "deal_pkey" PRIMARY KEY ("account","id")
);

-- CreateIndex
CREATE INDEX "inbound_event_received_at_idx" ON "inbound_event" USING BRIN ("received_at");

-- CreateIndex
CREATE INDEX "run_job_account_started_at_idx" ON "run"("job", "account", "started_at" DESC);

-- CreateIndex
CREATE INDEX "run_started_at_idx" ON "run" USING BRIN ("started_at");

-- CreateIndex
CREATE INDEX "run_keys_idx" ON "run" USING GIN ("keys");

-- CreateIndex
CREATE UNIQUE INDEX "write_intent_account_operation_reference_key" ON "write_intent"("account", "operation", "reference");

-- CreateIndex
CREATE INDEX "held_integration_held_at_idx" ON "held"("integration", "held_at");

-- CreateIndex
CREATE INDEX "audit_at_idx" ON "audit"("at");

-- CreateIndex
CREATE UNIQUE INDEX "link_integration_right_kind_right_id_key" ON "link"("integration", "right_kind", "right_id");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_login_key" ON "app_user"("login");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_name_key" ON "api_key"("name");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_key_hash_key" ON "api_key"("key_hash");

-- CreateIndex
CREATE INDEX "deal_account_modified_at_idx" ON "deal"("account", "modified_at");

-- AddForeignKey
ALTER TABLE "app_session" ADD CONSTRAINT "app_session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say.

-- A vendor's event id counts once per source and account. Bitrix24 sends none.
CREATE UNIQUE INDEX "inbound_event_key" ON "inbound_event" ("source", "account", "event_key")
    WHERE "event_key" IS NOT NULL;

-- The work list of the ingress: small, because done events leave it.
CREATE INDEX "inbound_event_received" ON "inbound_event" ("source", "account", "id")
    WHERE "state" = 'received';

-- One open hold per record. Releasing closes it, a later trouble opens a new one.
CREATE UNIQUE INDEX "held_open" ON "held" ("integration", "account", "kind", "key")
    WHERE "released_at" IS NULL;

-- Failed and waiting runs are looked for often and are few.
CREATE INDEX "run_trouble" ON "run" ("integration", "started_at" DESC)
    WHERE "state" IN ('failed', 'waiting', 'held');

-- Names behind the ids of a deal. Enumerations in custom fields become their options' names,
-- an option that no longer exists keeps its id.
CREATE VIEW "deal_named" AS
SELECT d.*,
       category.name AS category_name,
       stage.name    AS stage_name,
       source.name   AS source_name,
       type.name     AS type_name,
       assigned.name AS assigned_by_name,
       (SELECT jsonb_object_agg(
                 item.key,
                 CASE
                   WHEN field.type IS DISTINCT FROM 'enumeration' THEN item.value
                   WHEN jsonb_typeof(item.value) = 'array' THEN
                     (SELECT jsonb_agg(COALESCE(to_jsonb(option.name), code.value) ORDER BY code.ordinality)
                        FROM jsonb_array_elements(item.value) WITH ORDINALITY AS code
                        LEFT JOIN dictionary_entry option
                          ON option.account = d.account
                         AND option.kind = 'enum:' || item.key
                         AND option.code = code.value #>> '{}')
                   ELSE COALESCE(
                     (SELECT to_jsonb(option.name)
                        FROM dictionary_entry option
                       WHERE option.account = d.account
                         AND option.kind = 'enum:' || item.key
                         AND option.code = item.value #>> '{}'),
                     item.value)
                 END)
          FROM jsonb_each(d.custom) AS item
          LEFT JOIN deal_field field ON field.account = d.account AND field.code = item.key
       ) AS custom_named
  FROM deal d
  LEFT JOIN dictionary_entry category
    ON category.account = d.account AND category.kind = 'category' AND category.code = d.category_id
  LEFT JOIN dictionary_entry stage
    ON stage.account = d.account AND stage.kind = 'stage' AND stage.code = d.stage_id
  LEFT JOIN dictionary_entry source
    ON source.account = d.account AND source.kind = 'source' AND source.code = d.source_id
  LEFT JOIN dictionary_entry type
    ON type.account = d.account AND type.kind = 'deal-type' AND type.code = d.type_id
  LEFT JOIN dictionary_entry assigned
    ON assigned.account = d.account AND assigned.kind = 'user' AND assigned.code = d.assigned_by_id;
