-- A tick is claimed beside its due time, in real time, so that it keeps its name until it was rung.
ALTER TABLE "schedule" ADD COLUMN "claimed_until" TIMESTAMPTZ(3);
ALTER TABLE "schedule" ADD COLUMN "claims" INTEGER NOT NULL DEFAULT 0;
