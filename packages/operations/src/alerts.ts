import { randomUUID } from 'node:crypto';
import { recordAudit } from '@ponte/db/audit';
import { inTransaction } from '@ponte/db/client';
import { listErrorGroups, type ErrorGroupRow } from '@ponte/db/error-groups';
import { countMessages, listMessages, type MessageRow } from '@ponte/db/messages-due';
import { listMutes, removeMute, saveMute, type MuteRow } from '@ponte/db/mutes';
import { countUnspreadNotices, enqueueNotice } from '@ponte/db/notices';
import { deliverNotices } from '@ponte/integrations/alerts/jobs';
import { integrationSlugs } from '@ponte/integrations/catalogue';
import { ringAll } from './bell.ts';
import { OperationRefused, type Actor, type OperationPorts } from './ports.ts';

const DAY_MS = 24 * 3_600_000;
const SHOWN_MESSAGES = 50;

/** What people are told of, and how that goes. */
export interface AlertsView {
  /** Open groups and those that ended within a day; newest first. */
  readonly groups: readonly ErrorGroupRow[];
  readonly mutes: readonly MuteRow[];
  /** Messages by state, of all time. */
  readonly messages: Awaited<ReturnType<typeof countMessages>>;
  /** Notices that no chat takes. */
  readonly waiting: Awaited<ReturnType<typeof countUnspreadNotices>>;
  /** The latest messages. */
  readonly latest: readonly MessageRow[];
}

/** Reads alerts and messages of an account. */
export async function readAlerts(
  { database: { pool }, clock }: Pick<OperationPorts, 'database' | 'clock'>,
  account: string,
): Promise<AlertsView> {
  const now = clock.now();
  const closedAfter = new Date(now.getTime() - DAY_MS);
  const [groups, mutes, messages, waiting, latest] = await Promise.all([
    listErrorGroups(pool, { account, closedAfter }),
    listMutes(pool, { account, now }),
    countMessages(pool, account),
    countUnspreadNotices(pool, account),
    listMessages(pool, { account, limit: SHOWN_MESSAGES }),
  ]);
  return { groups, mutes, messages, waiting, latest };
}

export interface MuteRequest {
  readonly account: string;
  /** A slug, or `*` for all. */
  readonly integration: string;
  /** A reason, or `*` for all. */
  readonly reason: string;
  /** Virtual; undefined: until it is fixed (one reason), or until it is taken back. */
  readonly until?: Date | undefined;
}

/** Keeps alerts of an integration, or of one reason, quiet. Refused for an integration that is none. */
export async function muteAlerts(
  { database, clock }: Pick<OperationPorts, 'database' | 'clock'>,
  { account, integration, reason, until }: MuteRequest,
  actor: Actor,
): Promise<void> {
  const slugs: readonly string[] = [...integrationSlugs, '*'];
  if (!slugs.includes(integration)) {
    const known = slugs.join(', ');
    const sentence = `There is no integration "${integration}". There are: ${known}.`;
    throw new OperationRefused('not-found', sentence);
  }
  const since = clock.now();
  if (until !== undefined && until <= since) {
    throw new OperationRefused('bad-request', 'The end of the mute must lie in the future.');
  }
  await inTransaction(database.pool, async (sql) => {
    const { by } = actor;
    await saveMute(sql, { account, integration, reason, until: until ?? null, by, since });
    await recordAudit(sql, {
      ...{ actor: by, action: 'alerts.muted', object: `alerts:${integration}/${reason}` },
      ...{ after: { until: until?.toISOString() ?? null }, reason: actor.reason ?? null },
    });
  });
}

/** Lets alerts be heard again. Refused when they are not muted. */
export async function unmuteAlerts(
  { database }: Pick<OperationPorts, 'database'>,
  mute: Pick<MuteRequest, 'account' | 'integration' | 'reason'>,
  actor: Actor,
): Promise<void> {
  const { integration, reason } = mute;
  await inTransaction(database.pool, async (sql) => {
    if (!(await removeMute(sql, mute))) {
      throw new OperationRefused('conflict', `${integration} ${reason} is not muted.`);
    }
    const object = `alerts:${integration}/${reason}`;
    const { by, reason: why = null } = actor;
    await recordAudit(sql, { actor: by, action: 'alerts.unmuted', object, reason: why });
  });
}

/** Tells every chat that takes alerts a test; gives the notice's key, to see what becomes of it. */
export async function tellTest(
  { database, clock, ringer }: Pick<OperationPorts, 'database' | 'clock' | 'ringer'>,
  account: string,
  { by, reason }: Actor,
): Promise<{ key: string }> {
  const key = `test:${randomUUID()}`;
  await inTransaction(database.pool, async (sql) => {
    await enqueueNotice(sql, {
      ...{ account, integration: 'alerts', kind: 'test', key, now: clock.now() },
      parts: { title: 'Ponte: a test', lines: [`Asked for by ${by}. Alerts reach this chat.`] },
    });
    await recordAudit(sql, {
      ...{ actor: by, action: 'alerts.tested', object: 'alerts', reason: reason ?? null },
    });
  });
  await ringAll(ringer, [{ job: deliverNotices, account }]);
  return { key };
}
