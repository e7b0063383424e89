import type { ChangeEnd, DeliveryEnd } from '../ports.ts';

export interface PushEnding {
  readonly outcome: 'done' | 'held' | 'skipped';
  readonly reason?: string;
  readonly message?: string;
  readonly keys: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly againInMs?: number;
}

/** What one run of pushes says of itself. `nextDue` is when the next delivery may leave. */
export function toPushEnding({
  ends,
  changes,
  contacts,
  nextDue,
  now,
}: {
  ends: readonly DeliveryEnd[];
  changes: readonly ChangeEnd[];
  /** Cards whose person's phones and e-mail were completed. */
  contacts: readonly string[];
  nextDue: Date | undefined;
  now: Date;
}): PushEnding {
  const againInMs = nextDue && Math.max(0, nextDue.getTime() - now.getTime());
  const again = againInMs === undefined ? {} : { againInMs };
  const cards = [...ends, ...changes].map(({ isalesId }) => isalesId);
  const keys = [...new Set([...cards, ...contacts])].map((isalesId) => `card:${isalesId}`);
  if (keys.length === 0) {
    return { outcome: 'skipped', reason: 'nothing-due', keys, counts: {}, ...again };
  }
  const count = (word: DeliveryEnd['end']): number => ends.filter(({ end }) => end === word).length;
  const adopted = ends.filter((end) => end.end === 'delivered' && !end.isMade).length;
  const lookUps = ends.reduce((sum, one) => sum + one.lookUps, 0);
  const pending =
    ends.flatMap((end) =>
      end.end === 'blocked' || end.end === 'rejected' ? [end.pending] : [],
    )[0] ?? changes.flatMap((change) => change.pending ?? [])[0];
  return {
    outcome: pending === undefined ? 'done' : 'held',
    ...(pending === undefined ? {} : { reason: pending.motivo }),
    ...(lookUps === 0
      ? {}
      : {
          message:
            lookUps === 1
              ? '1 unclear answer of FieldControl was looked up.'
              : `${lookUps} unclear answers of FieldControl were looked up.`,
        }),
    keys,
    counts: {
      ...{ delivered: count('delivered'), adopted, dropped: count('dropped') },
      ...{ held: count('blocked') + count('rejected'), later: count('later'), lookUps },
      updated: changes.filter(({ now: brought }) => brought !== undefined).length,
      contacts: contacts.length,
    },
    ...again,
  };
}
