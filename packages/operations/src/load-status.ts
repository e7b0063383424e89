import type { LoadProgress, LoadRows } from '@ponte/integrations/bitrix24-deals/ports';
import type { LoadEstimate } from './estimate-load.ts';

/** What a person is told of a load, in one word each. */
export type LoadWord =
  | 'waiting'
  | 'running'
  | 'waiting for limit'
  | 'paused'
  | 'failed'
  | 'cancelled'
  | 'completed'
  | 'completed with problems';

/** Why a load is slow or stands still. */
export interface LoadReason {
  readonly text: string;
  /** When it goes on by itself; null when that is not known. */
  readonly until: Date | null;
}

/** A load as the status page, the API and the command line show it. Times are virtual. */
export interface LoadStatus extends LoadEstimate {
  readonly id: string;
  readonly account: string;
  /** What a person may do to it depends on this. */
  readonly position: LoadProgress['state'];
  readonly word: LoadWord;
  /** Only deals made at or after this; null: all. */
  readonly since: Date | null;
  /** The share of ids that has been read, from 0 to 1. */
  readonly share: number;
  readonly rows: LoadRows;
  readonly requests: number;
  /** How often another worker took it over from one that was gone. */
  readonly resumed: number;
  readonly why: LoadReason | null;
  /** Its latest execution. */
  readonly runId: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}
