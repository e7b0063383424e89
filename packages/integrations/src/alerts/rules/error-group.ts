import type { MuteFacts } from './is-muted.ts';
import type { NoticeParts } from './to-message-html.ts';

/** Trouble of one cause as the rows show it now. All times are virtual. */
export interface TroubleNow {
  readonly source: 'run' | 'held';
  readonly integration: string;
  readonly reason: string;
  readonly count: number;
  /** Pieces of work that are still in it. */
  readonly waiting: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly sample: string;
}

/** Trouble as people have been told of it. */
export interface ErrorGroup extends TroubleNow {
  readonly id?: string;
  readonly alertedAt: Date | null;
  readonly digestAt: Date | null;
  readonly digests: number;
  readonly toldCount: number;
  readonly recoveries: number;
  readonly closedAt: Date | null;
}

export interface TroubleFacts {
  readonly troubles: readonly TroubleNow[];
  /** Open groups, and those that ended a short while ago. */
  readonly groups: readonly ErrorGroup[];
  readonly mutes: readonly MuteFacts[];
  readonly digestMinutes: readonly number[];
  /** IANA zone in which times are told. */
  readonly zone: string;
  readonly nextSteps: (reason: string) => string;
  /** A reason as people read it in a title. */
  readonly toTitle: (reason: string) => string;
}

export type NewsKind = 'alert' | 'digest' | 'recovery';

export interface GroupChange {
  readonly group: ErrorGroup;
  /** `ordinal` makes the notice's key unique: the second digest of this group. */
  readonly news?: {
    readonly kind: NewsKind;
    readonly ordinal: number;
    readonly parts: NoticeParts;
  };
  /** Lift a mute that was to last until this is over. */
  readonly isFixed?: boolean;
}

export interface AlertPlan {
  readonly now: Date;
  readonly changes: readonly GroupChange[];
}

/** The group as the rows show its trouble now. */
export function toStillOpen(group: ErrorGroup, trouble: TroubleNow): ErrorGroup {
  const { count, waiting, sample } = trouble;
  // Held records carry no time of their own here: it moves when more of them come.
  const isLater = trouble.source === 'run' || count > group.count;
  return {
    ...group,
    ...{ count, waiting, sample, closedAt: null },
    lastAt: isLater ? trouble.lastAt : group.lastAt,
  };
}

/** Whether both are trouble of one cause. */
export function isSame(a: TroubleNow, b: TroubleNow): boolean {
  return a.source === b.source && a.integration === b.integration && a.reason === b.reason;
}
