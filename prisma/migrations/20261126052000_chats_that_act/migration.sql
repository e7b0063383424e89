-- Alerts carry buttons: whether those who sit in a chat may mute, retry and release there.
ALTER TABLE "chat" ADD COLUMN "may_act" BOOLEAN NOT NULL DEFAULT true;
