-- People are told: chats, notices and who is still to get them, error groups, and what is muted.

CREATE TABLE "chat" (
    "account" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL DEFAULT '',
    "takes_notices" BOOLEAN NOT NULL DEFAULT true,
    "takes_alerts" BOOLEAN NOT NULL DEFAULT true,
    "may_ask" BOOLEAN NOT NULL DEFAULT true,
    "added_by" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rest_until" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "disabled_reason" TEXT,
    "moved_to" TEXT,

    CONSTRAINT "chat_pkey" PRIMARY KEY ("account", "id")
);

CREATE TABLE "notice" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL,
    "integration" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "chat_id" TEXT,
    "parts" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "spread_at" TIMESTAMPTZ(3),

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "notice_account_key_key" ON "notice"("account", "key");

CREATE TABLE "message_due" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL,
    "notice_id" BIGINT NOT NULL,
    "chat_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'due',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "claimed_by" UUID,
    "claimed_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "vendor_id" TEXT,
    "reason" TEXT,

    CONSTRAINT "message_due_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "message_due_notice_id_chat_id_key" ON "message_due"("notice_id", "chat_id");

ALTER TABLE "message_due" ADD CONSTRAINT "message_due_notice_id_fkey"
    FOREIGN KEY ("notice_id") REFERENCES "notice"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "error_group" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "integration" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    "waiting" INTEGER NOT NULL DEFAULT 0,
    "sample" TEXT NOT NULL DEFAULT '',
    "alerted_at" TIMESTAMPTZ(3),
    "digest_at" TIMESTAMPTZ(3),
    "digests" INTEGER NOT NULL DEFAULT 0,
    "told_count" INTEGER NOT NULL DEFAULT 0,
    "recoveries" INTEGER NOT NULL DEFAULT 0,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "error_group_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "mute" (
    "account" TEXT NOT NULL,
    "integration" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '*',
    "until" TIMESTAMPTZ(3),
    "by" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mute_pkey" PRIMARY KEY ("account", "integration", "reason")
);

-- What is still to be spread or sent is a handful among all that was ever told.
CREATE INDEX "notice_waiting" ON "notice" ("account", "id") WHERE "spread_at" IS NULL;
CREATE INDEX "message_due_open" ON "message_due" ("account", "id")
    WHERE "state" IN ('due', 'sending');

-- One open group per cause.
CREATE UNIQUE INDEX "error_group_open" ON "error_group" ("account", "source", "integration", "reason")
    WHERE "closed_at" IS NULL;

-- Trouble is read every minute by the time of its end.
CREATE INDEX "run_trouble_ended" ON "run" ("finished_at") WHERE "state" IN ('failed', 'waiting');
