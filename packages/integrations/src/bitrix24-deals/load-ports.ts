import type { Bitrix24Client } from '@ponte/connectors/bitrix24';
import type {
  DealToStore,
  HoldToRecord,
  KnownField,
  LoadProgress,
  LoadRows,
  MarkedDeal,
} from './ports.ts';
import type { IdRange } from './rules/plan-ranges.ts';

export interface LoadPorts {
  /** This worker's own id. */
  readonly worker: string;
  portal(account: string): Pick<Bitrix24Client, 'findDealIdBounds' | 'fetchDealRanges'>;
  findLoad(account: string): Promise<LoadProgress | undefined>;
  listKnownFields(account: string): Promise<readonly KnownField[]>;
  /** When the portal's fields and names were last read; undefined: never. */
  findNamesReadAt(account: string): Promise<Date | undefined>;
  ringDictionaries(account: string): Promise<void>;
  /**
   * Changes the progress under a lock and, in the same transaction, writes rows and holds. Gives
   * the progress as it is afterwards; undefined, with nothing written, when there is no load any
   * more or another run has taken it on.
   */
  saveLoad(step: {
    account: string;
    runId: string;
    store: readonly DealToStore[];
    holds: readonly HoldToRecord[];
    /** Ids that were read to their end: holds of deals without an id there are over. */
    done: readonly IdRange[];
    /** True for the step by which a run takes the load from whoever had it. */
    takesOver?: boolean;
    change: (before: LoadProgress, saved: LoadRows) => LoadProgress;
  }): Promise<LoadProgress | undefined>;
  /** Lets the database see how large its table has become. */
  analyzeDeals(): Promise<void>;
  now(): Date;
}

export interface RereadPorts {
  portal(account: string): Pick<Bitrix24Client, 'fetchDealRanges'>;
  listKnownFields(account: string): Promise<readonly KnownField[]>;
  ringDictionaries(account: string): Promise<void>;
  /** Marks of deals without an id, which somebody let go; their ids are keys of holds. */
  listMarkedRanges(account: string, limit: number): Promise<MarkedDeal[]>;
  /** Rows, holds, cleared marks and those of what is left, in one transaction. */
  saveRanges(step: {
    account: string;
    runId: string;
    store: readonly DealToStore[];
    holds: readonly HoldToRecord[];
    done: readonly IdRange[];
    clear: readonly MarkedDeal[];
    mark: readonly string[];
  }): Promise<LoadRows>;
}

export interface BeginLoadPorts {
  /** Begins a load; false when one is under way already. Rejects when `since` lies ahead. */
  startLoad(account: string, since: Date | null): Promise<boolean>;
  now(): Date;
}

export interface PreviewPorts {
  portal(
    account: string,
  ): Pick<Bitrix24Client, 'findDealIdBounds' | 'readDealRangesLight' | 'countDeals'>;
}
