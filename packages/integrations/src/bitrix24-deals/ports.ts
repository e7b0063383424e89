import type { Bitrix24Client } from '@ponte/connectors/bitrix24';
import type { DealRecord } from '@ponte/connectors/bitrix24/model';

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
  readonly kind: 'inbound-event' | 'event-kind' | 'deal';
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

export interface DrainPorts {
  /** Resolves when this account's next drain may start; rejects when the worker must stop. */
  awaitTurn(account: string, spacingMs: number, signal: AbortSignal): Promise<void>;
  listDirtyDeals(account: string, limit: number): Promise<{ id: string; version: string }[]>;
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
    clear: readonly { id: string; version: string }[];
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
  }): Promise<void>;
  ringDrain(account: string): Promise<void>;
  now(): Date;
}

export interface CheckPorts {
  portal(account: string): Pick<Bitrix24Client, 'checkAccount'>;
}
