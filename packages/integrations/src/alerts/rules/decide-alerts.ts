import {
  isSame,
  toStillOpen,
  type AlertPlan,
  type ErrorGroup,
  type GroupChange,
  type NewsKind,
  type TroubleFacts,
  type TroubleNow,
} from './error-group.ts';
import { isMuted } from './is-muted.ts';
import { toAlertParts } from './to-alert-parts.ts';

const MINUTE_MS = 60_000;
/** A cause that comes back within this is the same story: no second alert. */
export const SAME_STORY_MS = 30 * MINUTE_MS;
/** How long nothing must happen before it is over; longer for a story that was over before. */
const QUIET_MINUTES = [2, 15, 60] as const;

/** Decides what people are told: an alert at once, digests while it goes on, one recovery. */
export function decideAlerts(facts: TroubleFacts, now: Date): AlertPlan {
  const open = facts.groups.filter(({ closedAt }) => closedAt === null);
  const begun = facts.troubles.filter((trouble) => !open.some((group) => isSame(group, trouble)));
  const changes = [
    ...open.map((group) => {
      const trouble = facts.troubles.find((each) => isSame(each, group));
      return trouble !== undefined && trouble.waiting > 0
        ? goOn(group, trouble, { facts, now })
        : maybeClose(group, trouble, { facts, now });
    }),
    ...begun.map((trouble) => begin(trouble, { facts, now })),
  ];
  return { now, changes: changes.filter((change) => change !== undefined) };
}

interface Scene {
  readonly facts: TroubleFacts;
  readonly now: Date;
}

function begin(trouble: TroubleNow, { facts, now }: Scene): GroupChange {
  const fresh: ErrorGroup = {
    ...trouble,
    ...{ alertedAt: null, digestAt: null, digests: 0, toldCount: 0, recoveries: 0, closedAt: null },
  };
  // Over before anybody looked: noted, so that it is not counted again, and not worth a word.
  if (trouble.waiting === 0) return { group: { ...fresh, closedAt: trouble.lastAt } };
  const before = facts.groups.find(
    (group) =>
      isSame(group, trouble) &&
      group.alertedAt !== null &&
      now.getTime() - (group.closedAt?.getTime() ?? 0) < SAME_STORY_MS,
  );
  if (before !== undefined) return { group: toStillOpen(before, trouble) };
  return alert(fresh, { facts, now });
}

function goOn(group: ErrorGroup, trouble: TroubleNow, { facts, now }: Scene): GroupChange {
  const current = toStillOpen(group, trouble);
  if (current.alertedAt === null) return alert(current, { facts, now });
  const { digests, toldCount, count } = current;
  const dueAt = (current.digestAt ?? current.alertedAt).getTime() + toWaitMs(facts, digests);
  if (now.getTime() < dueAt || count <= toldCount || isMuted(current, facts.mutes)) {
    return { group: current };
  }
  const told = { ...current, digestAt: now, digests: digests + 1, toldCount: count };
  return { group: told, news: toNews('digest', told, { facts, now, since: toldCount }) };
}

function alert(group: ErrorGroup, { facts, now }: Scene): GroupChange {
  if (isMuted(group, facts.mutes)) return { group };
  const told = { ...group, alertedAt: now, toldCount: group.count };
  return { group: told, news: toNews('alert', told, { facts, now, since: 0 }) };
}

function maybeClose(
  group: ErrorGroup,
  trouble: TroubleNow | undefined,
  { facts, now }: Scene,
): GroupChange | undefined {
  const lastAt = trouble?.lastAt ?? group.lastAt;
  const quietMinutes = QUIET_MINUTES[Math.min(group.recoveries, QUIET_MINUTES.length - 1)] ?? 60;
  if (now.getTime() - lastAt.getTime() < quietMinutes * MINUTE_MS) return undefined;
  const count = Math.max(group.count, trouble?.count ?? 0);
  const closedAt = group.source === 'run' ? lastAt : now;
  const closed = { ...group, count, lastAt, waiting: 0, closedAt };
  // Runs that left the window without an end: nobody can say that it is over.
  const isForgotten = group.source === 'run' && trouble === undefined;
  if (group.alertedAt === null || isForgotten || isMuted(group, facts.mutes, 'for-a-time')) {
    return { group: closed, isFixed: true };
  }
  const told = { ...closed, recoveries: group.recoveries + 1, toldCount: count };
  const news = toNews('recovery', told, { facts, now, since: group.toldCount });
  return { group: told, news, isFixed: true };
}

function toNews(
  kind: NewsKind,
  group: ErrorGroup,
  { facts, now, since }: Scene & { since: number },
): NonNullable<GroupChange['news']> {
  const ordinal = { alert: 1, digest: group.digests, recovery: group.recoveries }[kind];
  const { zone, nextSteps, toTitle } = facts;
  const more = Math.max(0, group.count - since);
  const said = { reason: toTitle(group.reason), nextStep: nextSteps(group.reason) };
  return { kind, ordinal, parts: toAlertParts(kind, group, { zone, now, more, ...said }) };
}

function toWaitMs({ digestMinutes }: TroubleFacts, digests: number): number {
  const minutes = digestMinutes[Math.min(digests, digestMinutes.length - 1)] ?? 15;
  return minutes * MINUTE_MS;
}
