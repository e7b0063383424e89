import type { Clock } from '@ponte/clock';
import { isVendorError } from '@ponte/connectors/http/vendor-error';
import type { TelegramClient } from '@ponte/connectors/telegram';
import { addChat, disableChat, findChat, moveChat, restChat } from '@ponte/db/chats';
import { inTransaction, type Database, type Sql } from '@ponte/db/client';
import {
  listErrorGroups,
  listHeldTrouble,
  listRunTrouble,
  saveErrorGroup,
} from '@ponte/db/error-groups';
import { holdRecords, releaseHeld } from '@ponte/db/held';
import {
  claimMessage,
  findNextDue,
  giveUpStaleMessages,
  listDueMessages,
  settleMessage,
} from '@ponte/db/messages-due';
import { listMutes, removeFixedMute } from '@ponte/db/mutes';
import { countUnspreadNotices, enqueueNotice, spreadNotices } from '@ponte/db/notices';
import { findSetting } from '@ponte/db/settings';
import { deliverNotices } from '@ponte/integrations/alerts/jobs';
import type { DeliverPorts, WatchPorts } from '@ponte/integrations/alerts/ports';
import { toAlertButtons } from '@ponte/integrations/alerts/rules/alert-buttons';
import { CALM_REASONS, CAUSES, NOT_TOLD } from '@ponte/integrations/alerts/rules/causes';
import { SAME_STORY_MS } from '@ponte/integrations/alerts/rules/decide-alerts';
import { DIGEST_MINUTES, digestMinutes } from '@ponte/integrations/alerts/settings';
import { trialJobs } from '@ponte/integrations/catalogue';
import { nextStepFor, reasonForTitle } from '@ponte/integrations/reasons';
import type { Ringer } from '@ponte/jobs/ring';
import { maskText } from '@ponte/logging/mask';
import { ALERTS_MEMORY_MS } from '@ponte/operations/alerts-group';

const INTEGRATION = 'alerts';
/** Real milliseconds after which a dead run's message is given up; see `giveUpStaleMessages`. */
const CLAIM_MS = 46_000;

export interface AlertsWorld {
  database: Database;
  ringer: Ringer;
  clock: Clock;
  companyZone: string;
  /** Undefined while no bot is configured. */
  findBot(account: string): TelegramClient | undefined;
  /** The first chat, as the environment names it. */
  firstChat: string | undefined;
  /** Where people find the pages; undefined: nowhere that Telegram could lead to. */
  publicUrl: string | undefined;
}

export type AlertsPorts = DeliverPorts & WatchPorts;

/** Binds notices and alerts to the tables, the queue and the bot. */
export function wireAlerts(world: AlertsWorld): AlertsPorts {
  return { ...wireDelivery(world), ...wireWatch(world) };
}

function wireDelivery({ database, clock, findBot, firstChat }: AlertsWorld): DeliverPorts {
  const { pool } = database;
  return {
    findBot,
    prepare: (account, runId) =>
      inTransaction(pool, async (sql) => {
        if (firstChat !== undefined) {
          await addChat(sql, { account, id: firstChat, by: 'environment' });
        }
        const spread = await spreadNotices(sql, { account, now: clock.now() });
        const unknown = await giveUpStaleMessages(sql, account);
        const detail = 'The worker ended while the message was under way.';
        for (const id of unknown) {
          await holdOne(sql, { account, runId, kind: 'message', key: id, detail });
        }
        return { spread, unknown: unknown.length };
      }),
    listDue: (account, limit) => listDueMessages(pool, { account, now: clock.now(), limit }),
    claim: (account, { id }, runId) =>
      inTransaction(pool, (sql) => claimMessage(sql, { account, id, runId, now: clock.now() })),
    settle: (ended) => inTransaction(pool, (sql) => settle(sql, ended, clock.now())),
    findNextInMs: async (account) => {
      const next = await findNextDue(pool, account);
      if (next === undefined) return undefined;
      const waits = [
        ...(next.dueAt === null ? [] : [Math.max(0, next.dueAt.getTime() - clock.nowMs())]),
        ...(next.hasClaimed ? [CLAIM_MS * clock.scale] : []),
      ];
      return waits.length === 0 ? undefined : Math.min(...waits);
    },
    readFailure: (thrown) => (isVendorError(thrown) ? thrown : undefined),
  };
}

async function settle(
  sql: Sql,
  { account, runId, message, attempt, ending }: Parameters<DeliverPorts['settle']>[0],
  now: Date,
): Promise<void> {
  const { id, chatId } = message;
  const { state, vendorId, reason, detail = '', chat } = ending;
  await settleMessage(sql, {
    ...{ account, id, runId, attempt, state, now },
    ...(vendorId === undefined ? {} : { vendorId }),
    ...(reason === undefined ? {} : { reason }),
  });
  const held = { account, runId, kind: 'message', key: id } as const;
  if (state === 'unknown' || state === 'refused') {
    const told = `“${message.parts.title}” to chat ${chatId}. ${detail}`;
    const why = state === 'unknown' ? 'maybe-sent' : 'message-refused';
    await holdOne(sql, { ...held, reason: why, detail: told });
  } else if (state === 'sent') {
    await releaseHeld(sql, {
      ...{ integration: INTEGRATION, account, kind: 'message', keys: [id], by: 'ponte' },
    });
  }
  const key = { account, id: chatId };
  if (chat?.do === 'rest') await restChat(sql, key, chat.until);
  if (chat?.do === 'move') await moveChat(sql, key, { to: chat.to, now });
  if (chat?.do === 'disable') {
    const title = (await findChat(sql, key))?.title ?? '';
    const dropped = 1 + (await disableChat(sql, key, { reason: chat.reason, now }));
    const gone = `Chat ${chatId}${title === '' ? '' : ` (${title})`}: ${chat.reason}; messages not told: ${dropped}.`;
    await holdOne(sql, { ...held, kind: 'chat', key: chatId, reason: 'chat-gone', detail: gone });
  }
}

async function holdOne(
  sql: Sql,
  hold: {
    account: string;
    runId: string;
    kind: 'message' | 'chat';
    key: string;
    reason?: 'maybe-sent' | 'message-refused' | 'chat-gone';
    detail: string;
  },
): Promise<void> {
  const detail = maskText(hold.detail);
  const reason = hold.reason ?? 'maybe-sent';
  await holdRecords(sql, [{ ...hold, integration: INTEGRATION, reason, detail }]);
}

function wireWatch({ database, ringer, clock, companyZone, publicUrl }: AlertsWorld): WatchPorts {
  const { pool } = database;
  return {
    now: () => clock.now(),
    readFacts: async (account) => {
      const now = clock.now();
      const question = {
        ...{ account, now, except: NOT_TOLD, exceptJobs: trialJobs },
        ...{ calm: CALM_REASONS, causes: CAUSES },
        since: new Date(now.getTime() - ALERTS_MEMORY_MS),
      };
      const closedAfter = new Date(now.getTime() - SAME_STORY_MS);
      const [runs, held, groups, mutes, setting] = await Promise.all([
        listRunTrouble(pool, question),
        listHeldTrouble(pool, question),
        listErrorGroups(pool, { account, closedAfter }),
        listMutes(pool, { account, now }),
        findSetting(pool, { integration: INTEGRATION, key: 'digestMinutes' }),
      ]);
      const minutes = digestMinutes.safeParse(setting?.value);
      return {
        ...{ troubles: [...runs, ...held], groups, mutes, zone: companyZone },
        digestMinutes: minutes.success ? minutes.data : DIGEST_MINUTES,
        nextSteps: nextStepFor,
        toTitle: reasonForTitle,
      };
    },
    savePlan: (account, { now, changes }) =>
      inTransaction(pool, async (sql) => {
        for (const { group, news, isFixed } of changes) {
          const id = await saveErrorGroup(sql, account, group);
          const { integration, reason } = group;
          if (isFixed === true) await removeFixedMute(sql, { account, integration, reason });
          if (news === undefined) continue;
          const { kind, ordinal } = news;
          const buttons = toAlertButtons(kind, { ...group, id }, publicUrl);
          const parts = { ...news.parts, buttons };
          const key = `${kind}:${id}:${ordinal}`;
          await enqueueNotice(sql, { account, integration, kind, key, parts, now });
        }
      }),
    findMail: async (account) => {
      if ((await countUnspreadNotices(pool, account)).count > 0) return 'news';
      return (await findNextDue(pool, account)) === undefined ? undefined : 'messages';
    },
    // News is for chats that rest and for others; a message has its own time, which the job knows.
    ringDelivery: async (account, mail) =>
      void (await ringer.ring(deliverNotices, { account }, { mayWake: mail === 'news' })),
  };
}
