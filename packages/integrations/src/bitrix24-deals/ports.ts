import type { Bitrix24Client } from '@ponte/connectors/bitrix24';
import type { DealRecord } from '@ponte/connectors/bitrix24/model';
import type { LoadPlan } from './rules/plan-ranges.ts';

/** A deal ready to be stored: custom fields typed, fingerprint taken. */
export type DealToStore = Omit<DealRecord, 'custom'> & {
  readonly account: string;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly fingerprint: string;
  readonly readAt: Date;
};

/** A deal field as stored by the last read of the dictionaries. */
export interface KnownField {
  readonly code: string;
  readonly type: string;
  readonly isMultiple: boolean;
}

/** A record that must wait for a person. */
export interface HoldToRecord {
  /** `deal-range`: a deal that shows no id; its key says between which ids it lies. */
  readonly kind: 'inbound-event' | 'event-kind' | 'deal' | 'deal-range';
  readonly key: string;
  readonly reason: string;
  readonly detail: string;
}

export interface AbsorbPorts {
  listReceivedEvents(account: string, limit: number): Promise<{ id: string; body: string }[]>;
  listIgnoredEvents(): Promise<readonly string[]>;
  /** Marks, ends and holds in one transaction. */
  saveMarks(marks: {
    account: string;
    runId: string;
    dealIds: readonly string[];
    ends: readonly { id: string; state: 'done' | 'held'; reason: string | null }[];
    holds: readonly HoldToRecord[];
  }): Promise<void>;
  ringDrain(account: string): Promise<void>;
}

/** A deal that must be read again. */
export interface MarkedDeal {
  readonly id: string;
  readonly version: string;
  /** How often the portal could not show it while it showed others. */
  readonly tries: number;
}

export interface DrainPorts {
  /** Resolves when this account's next drain may start; rejects when the worker must stop. */
  awaitTurn(account: string, spacingMs: number, signal: AbortSignal): Promise<void>;
  /** Those that wait for nothing. */
  listDirtyDeals(account: string, limit: number): Promise<MarkedDeal[]>;
  readNames(account: string): Promise<{
    fields: readonly KnownField[];
    /** `kind/code` of every name that is known. */
    codes: ReadonlySet<string>;
    readAt: Date | undefined;
  }>;
  getDeals(account: string): Bitrix24Client['getDeals'];
  /** Rows, tombstones, holds and cleared marks in one transaction. */
  saveDrain(drain: {
    account: string;
    runId: string;
    readAt: Date;
    store: readonly DealToStore[];
    missing: readonly string[];
    holds: readonly HoldToRecord[];
    clear: readonly MarkedDeal[];
    /** Marks that wait, because the portal failed on their deals. */
    postpone: readonly (MarkedDeal & { forMs: number; isTry: boolean })[];
  }): Promise<{ stored: number; stale: number; deleted: number; released: number }>;
  ringDictionaries(account: string): Promise<void>;
  now(): Date;
}

export interface DictionaryToStore {
  readonly kind: string;
  readonly code: string;
  readonly name: string;
  readonly sort: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface FieldToStore extends KnownField {
  readonly label: string;
  readonly isCustom: boolean;
  readonly isReadOnly: boolean;
}

/** How the portal's fields differ from the read before, by field code. */
export interface FieldDrift {
  readonly newFields: readonly string[];
  readonly changedFields: readonly { readonly code: string }[];
  readonly vanishedFields: readonly string[];
}

export interface DictionaryPorts {
  portal(
    account: string,
  ): Pick<
    Bitrix24Client,
    'listDealFields' | 'listCategories' | 'listStages' | 'listStatuses' | 'listUsers'
  >;
  saveDictionaries(read: {
    account: string;
    kinds: readonly string[];
    entries: readonly DictionaryToStore[];
    fields: readonly FieldToStore[];
    readAt: Date;
  }): Promise<FieldDrift>;
  /**
   * Makes the views whose columns are the portal's fields equal to the fields. Gives the names of
   * those that a long query reads all the time: they are as they were.
   */
  rebuildViews(account: string): Promise<readonly string[]>;
  /** Rings what waited for names: the drains, and a load that is under way. */
  ringWaiting(account: string): Promise<void>;
  now(): Date;
}

export interface CheckPorts {
  portal(account: string): Pick<Bitrix24Client, 'checkAccount'>;
}

/** Which deals loads have brought by now: those made at or after `since` (ISO 8601); null: all. */
export interface Coverage {
  readonly since: string | null;
}

/** How far a load is: kept with the rows it covers, so a killed worker goes on from here. */
export interface LoadProgress {
  readonly id: string;
  /** Only deals made at or after this instant (ISO 8601); null: all. */
  readonly since: string | null;
  readonly state: 'running' | 'paused' | 'cancelled' | 'done';
  /** Why it is slow or stopped, in words for its reader; null: nothing to say. */
  readonly note: string | null;
  /** Null until the first and the last id are known. */
  readonly plan: LoadPlan | null;
  /** Ids from which to which, for the bar. */
  readonly firstId: number;
  readonly lastId: number;
  readonly rows: LoadRows;
  readonly requests: number;
  /** How often a worker went on with what another had begun. */
  readonly resumed: number;
  /** The run that has the load now. */
  readonly runId: string | null;
  /** The worker that had it last. */
  readonly worker: string | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** What the loads before it had brought; absent or null: none had come to its end. */
  readonly coveredBefore?: Coverage | null;
}

export interface LoadRows {
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly stale: number;
  readonly problems: number;
}
