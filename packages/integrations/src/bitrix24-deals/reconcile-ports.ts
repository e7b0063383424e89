import type { Bitrix24Client } from '@ponte/connectors/bitrix24';
import type { LoadProgress } from './ports.ts';
import type { IdRange, LoadPlan } from './rules/plan-ranges.ts';
import type { DriftSum } from './rules/sum-drift.ts';

/** What the comparison needs of a stored deal. */
export interface StoredOutline {
  readonly id: string;
  readonly categoryId: string;
  readonly stageId: string;
  readonly modifiedAt: Date;
  /** When the portal was asked that told what is stored, or that the deal is gone. */
  readonly readAt: Date;
  readonly isDeleted: boolean;
}

/** What was read of the portal, and what of ours is to be held against it. */
export interface OutlinesRead {
  /** Deals that the portal showed. */
  readonly ids: readonly string[];
  /** Stretches of ids that were read to their end: rows there without a deal were deleted. */
  readonly done: readonly IdRange[];
}

/** What we have of some deals, all of it at one moment. */
export interface StoredState {
  readonly rows: readonly StoredOutline[];
  /** Deals of these that are marked: their change is known and on its way. */
  readonly marked: ReadonlySet<string>;
  readonly held: ReadonlySet<string>;
  /** Events that are stored and no marks yet. */
  readonly events: readonly { readonly id: string; readonly body: string }[];
  readonly load: LoadProgress | undefined;
}

/** The two comparisons, each with its own progress. */
export type ComparisonKind = 'whole' | 'delta';

/** How far a comparison is: kept with the marks it has left, so an interrupted one goes on from here. */
export interface ComparisonProgress {
  /** Virtual time at which it began. */
  readonly startedAt: string;
  readonly step: 'delta' | 'sweep';
  /** Null until the ids of the step are known. */
  readonly plan: LoadPlan | null;
  /** What each step has found so far. */
  readonly found: Readonly<Record<'delta' | 'sweep', DriftSum>>;
}

export interface ReconcilePorts {
  portal(account: string): Pick<Bitrix24Client, 'findDealIdBounds' | 'readDealRangesLight'>;
  readStored(account: string, read: OutlinesRead): Promise<StoredState>;
  /** The comparison of this kind that has not come to its end. */
  findProgress(account: string, kind: ComparisonKind): Promise<ComparisonProgress | undefined>;
  /** Marks deals behind those that events have marked and saves the progress, in one transaction. */
  saveProgress(step: {
    account: string;
    kind: ComparisonKind;
    progress: ComparisonProgress;
    markIds: readonly string[];
  }): Promise<void>;
  ringDrain(account: string): Promise<void>;
  findHighestStoredId(account: string): Promise<number>;
  /** When the last comparison that came to its end began; undefined: there was none. */
  findLastComparison(account: string): Promise<Date | undefined>;
  /** Everything that differs is marked: forgets the progress and notes when it began. */
  endComparison(end: { account: string; kind: ComparisonKind; startedAt: Date }): Promise<void>;
  now(): Date;
}
