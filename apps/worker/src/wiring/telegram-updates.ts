import type { Clock } from '@ponte/clock';
import { isVendorError } from '@ponte/connectors/http/vendor-error';
import type { TelegramClient } from '@ponte/connectors/telegram';
import { findCheckpoint, saveCheckpoint } from '@ponte/db/checkpoints';
import { listChats } from '@ponte/db/chats';
import { inTransaction, type Database } from '@ponte/db/client';
import { listErrorGroups, listHeldTrouble } from '@ponte/db/error-groups';
import { acquireLease, endLease } from '@ponte/db/leases';
import { countMessages } from '@ponte/db/messages-due';
import { enqueueNotice, type NewNotice } from '@ponte/db/notices';
import { listPauses } from '@ponte/db/pauses';
import { deliverNotices } from '@ponte/integrations/alerts/jobs';
import { BOT_COMMANDS, decideAnswers } from '@ponte/integrations/alerts/rules/decide-answers';
import {
  toHelpParts,
  toStatusParts,
  toStrangerParts,
} from '@ponte/integrations/alerts/rules/to-answer-parts';
import { integrationSlugs } from '@ponte/integrations/catalogue';
import type { Ringer } from '@ponte/jobs/ring';
import { createTroubleLog } from '@ponte/jobs/trouble-log';
import type { Logger } from '@ponte/logging';

export interface UpdateReaderOptions {
  database: Database;
  ringer: Ringer;
  clock: Clock;
  logger: Logger;
  bot: TelegramClient;
  account: string;
  companyZone: string;
  /** This worker: one at a time may read, or Telegram ends the other's wait. */
  worker: string;
}

/** Virtual seconds that Telegram keeps a question open. */
const WAIT_SECONDS = 50;
/** Real milliseconds; longer than one wait. */
const LEASE_MS = 90_000;
/** Real milliseconds until a lease that another worker has is asked for again. */
const OTHERS_TURN_MS = 10_000;
/** Virtual milliseconds after a failure; a token that is refused gets well by a restart only. */
const AFTER_TROUBLE_MS = 15_000;
const AFTER_REFUSAL_MS = 600_000;
const STREAM = { integration: 'alerts', stream: 'updates' } as const;

/**
 * Reads what people write to the bot, as long as this worker lives. Not a job, because it waits all
 * day: an answer is a notice in the rows, and sending it is a job like every other.
 */
export function startUpdateReader(options: UpdateReaderOptions): { stop(): Promise<void> } {
  const { clock, database, logger, account, worker } = options;
  const stopping = new AbortController();
  const lease = { name: `telegram-updates:${account}`, owner: worker };
  const note = createTroubleLog(logger, 'updates.troubled');
  let isIntroduced = false;

  async function round(): Promise<void> {
    const taken = await acquireLease(database.pool, { ...lease, ttlMs: LEASE_MS });
    if (taken.state === 'taken') {
      await clock.sleep(OTHERS_TURN_MS * clock.scale, stopping.signal);
      return;
    }
    if (!isIntroduced) await options.bot.setCommands(BOT_COMMANDS, { signal: stopping.signal });
    isIntroduced = true;
    await readOnce(options, stopping.signal);
  }

  async function live(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await round();
      } catch (thrown) {
        if (stopping.signal.aborted) return;
        note(thrown);
        const isRefused = isVendorError(thrown) && thrown.kind === 'auth_revoked';
        const waitMs = isRefused ? AFTER_REFUSAL_MS : AFTER_TROUBLE_MS;
        await Promise.allSettled([clock.sleep(waitMs, stopping.signal)]);
      }
    }
  }

  const life = live();
  return {
    stop: async () => {
      stopping.abort(new Error('The worker stops.'));
      await life;
      await Promise.allSettled([endLease(database.pool, lease)]);
    },
  };
}

/** Waits for updates and notes the answers together with how far was read. */
async function readOnce(options: UpdateReaderOptions, signal: AbortSignal): Promise<void> {
  const { account, bot, clock, database, ringer } = options;
  const { pool } = database;
  const position = (await findCheckpoint(pool, { ...STREAM, account }))?.position;
  const offset = typeof position === 'number' ? position : 0;
  const question = { offset, waitSeconds: WAIT_SECONDS };
  const { updates, nextOffset } = await bot.readUpdates(question, { signal });
  if (nextOffset === offset) return;

  const chats = await listChats(pool, account);
  const known = chats.map((chat) => ({ ...chat, isDisabled: chat.disabledAt !== null }));
  const { answers, strangers } = decideAnswers(updates, known);

  const status = answers.some(({ kind }) => kind === 'status')
    ? toStatusParts(await readHouse(options))
    : toHelpParts();
  const common = { account, integration: 'alerts', now: clock.now() };
  const notices: NewNotice[] = [
    ...answers.map(({ updateId, chatId, kind }) => ({
      ...{ ...common, kind: 'status' as const, key: `update:${updateId}`, chatId },
      parts: kind === 'status' ? status : toHelpParts(),
    })),
    ...strangers.map((stranger) => ({
      ...{ ...common, kind: 'alert' as const, key: `stranger:${stranger.chatId}` },
      parts: toStrangerParts(stranger),
    })),
  ];
  await inTransaction(pool, async (sql) => {
    for (const notice of notices) await enqueueNotice(sql, notice);
    await saveCheckpoint(sql, { ...STREAM, account, position: nextOffset });
  });
  if (notices.length > 0) await ringer.ring(deliverNotices, { account });
}

async function readHouse({ database, clock, account, companyZone }: UpdateReaderOptions) {
  const { pool } = database;
  const now = clock.now();
  const [pauses, groups, held, messages] = await Promise.all([
    listPauses(pool, now),
    listErrorGroups(pool, { account, closedAfter: now }),
    listHeldTrouble(pool, { now, except: ['alerts'] }),
    countMessages(pool, account),
  ]);
  const runs = groups.filter(({ source, closedAt }) => source === 'run' && closedAt === null);
  const troubles = [...runs, ...held];
  const house = { now, zone: companyZone, slugs: integrationSlugs, unknown: messages.unknown ?? 0 };
  return { ...house, pauses, troubles };
}
