-- A mark's version is never given twice, marks count their tries, and running runs are found at once.

CREATE SEQUENCE "dirty_version" AS bigint START 1000000000;

ALTER TABLE "dirty" ALTER COLUMN "version" SET DEFAULT nextval('dirty_version'::regclass);
ALTER TABLE "dirty" ADD COLUMN "tries" INTEGER NOT NULL DEFAULT 0;

CREATE INDEX "run_running" ON "run" ("worker") WHERE "state" = 'running';

-- Held events are looked for by hand and are few.
CREATE INDEX "inbound_event_held" ON "inbound_event" ("source", "account", "id")
    WHERE "state" = 'held';
