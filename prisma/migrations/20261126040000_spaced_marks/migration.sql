-- A mark whose record the vendor failed on waits for a time of its own, so that a short outage does not use up its tries.
ALTER TABLE "dirty" ADD COLUMN "waits_until" TIMESTAMPTZ(3);
