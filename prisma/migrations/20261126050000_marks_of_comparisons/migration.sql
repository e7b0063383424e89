-- Marks that a comparison left stand behind those of events, which people wait for.
ALTER TABLE "dirty" ADD COLUMN "is_drift" BOOLEAN NOT NULL DEFAULT false;
