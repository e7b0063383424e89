import type { LoadStatus } from './load-status.ts';
import type { ComparisonStatus } from './read-comparison.ts';

/** What the status page, `ponte doctor` and the API show of the whole house. */

/** Six words and no other, plus paused: each has a colour, an icon and a meaning. */
export type StatusWord =
  'waiting' | 'running' | 'waiting for limit' | 'done' | 'done with problems' | 'failed' | 'paused';

export interface HeldGroup {
  readonly reason: string;
  readonly count: number;
  readonly oldest: Date;
  /** What the reader should do. */
  readonly nextStep: string;
}

export interface Trouble {
  readonly runId: string;
  readonly job: string;
  readonly account: string | null;
  readonly state: 'failed' | 'waiting';
  readonly reason: string | null;
  readonly errorKind: string | null;
  readonly message: string | null;
  readonly startedAt: Date;
  /** When Ponte tries again by itself; null when it does not. */
  readonly nextAt: Date | null;
  readonly attempt: number;
  readonly nextStep: string;
}

export interface RunSummary {
  readonly id: string;
  readonly job: string;
  readonly state: string;
  readonly reason: string | null;
  readonly message: string | null;
  readonly keys: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly startedAt: Date;
  readonly ms: number | null;
}

export interface IntegrationStatus {
  readonly slug: string;
  readonly state: StatusWord;
  /** Everything that reached Ponte before this moment is worked; null: nothing ever came. */
  readonly freshAsOf: Date | null;
  readonly lastEventAt: Date | null;
  readonly lastRunAt: Date | null;
  readonly waiting: { readonly events: number; readonly records: number };
  readonly held: readonly HeldGroup[];
  readonly troubles: readonly Trouble[];
  readonly pause: {
    readonly reason: string;
    readonly by: string;
    readonly since: Date;
    readonly until: Date | null;
  } | null;
  /** The last load; null when there never was one. */
  readonly load: LoadStatus | null;
  /** Null when this integration compares nothing. */
  readonly comparison: ComparisonStatus | null;
  readonly recentRuns: readonly RunSummary[];
}

export interface QueueStatus {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  readonly paused: boolean;
  readonly oldestWaitingMs: number;
  readonly workers: number;
}

export interface HouseStatus {
  /** When this was read; virtual time, as every time below. */
  readonly at: Date;
  readonly integrations: readonly IntegrationStatus[];
  readonly workers: readonly {
    readonly id: string;
    readonly startedAt: Date;
    readonly seenAt: Date;
    readonly version: string;
    readonly note: string | null;
  }[];
  /** Who has which vendor account. */
  readonly leases: readonly { readonly name: string; readonly owner: string }[];
  /** Null when the queue's store does not answer. */
  readonly queues: readonly QueueStatus[] | null;
  /** Stored events by source that no integration works on yet. */
  readonly unclaimedEvents: readonly {
    readonly source: string;
    readonly count: number;
    readonly oldest: Date;
  }[];
  readonly runsOfDay: readonly {
    readonly integration: string;
    readonly state: string;
    readonly count: number;
  }[];
}
