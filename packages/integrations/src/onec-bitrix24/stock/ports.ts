import type { StockReading, Warehouse } from '@ponte/connectors/onec/model';
import type { OnecSettings } from '../settings.ts';

/** A card of the portal and the 1C item that it shows. */
export interface LinkedCard {
  readonly productId: string;
  readonly itemRef: string;
}

/** A card as the portal has it now. */
export interface PortalCard {
  readonly productId: string;
  readonly isOffer: boolean;
  readonly quantity: string;
}

export interface PortalStore {
  readonly id: string;
  readonly title: string;
}

/** What the portal counts of a card in a store; a pair without a row is 0. */
export interface StoreAmount {
  readonly productId: string;
  readonly storeId: string;
  readonly amount: string;
}

/** A stock document of the portal, complete before it is sent. */
export interface StockDocument {
  /** Marks it at the portal: a repeat finds it by this. */
  readonly key: string;
  readonly kind: 'increase' | 'decrease';
  readonly storeId: string;
  readonly lines: readonly StoreAmount[];
}

/** What the portal refused, in one sentence each. */
export interface WriteEnd {
  readonly written: number;
  readonly problems: readonly string[];
}

export interface StockToKeep {
  readonly itemRef: string;
  readonly warehouseRef: string;
  readonly warehouseName: string;
  readonly quantity: string;
}

/** The portal's side, bound to one account. */
export interface StockPortal {
  readInventoryMode(signal: AbortSignal): Promise<'on' | 'off'>;
  listStores(signal: AbortSignal): Promise<readonly PortalStore[]>;
  /** Every simple card and offer with its quantity. */
  listCards(signal: AbortSignal): Promise<readonly PortalCard[]>;
  readAmounts(signal: AbortSignal): Promise<readonly StoreAmount[]>;
  readCardsOf(productIds: readonly string[], signal: AbortSignal): Promise<readonly PortalCard[]>;
  readAmountsOf(
    productIds: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly StoreAmount[]>;
  /** Absolute quantities; safe to repeat. */
  setQuantities(cards: readonly PortalCard[], signal: AbortSignal): Promise<WriteEnd>;
  /** Looks each up by its key first; safe to repeat with the same documents. */
  postDocuments(documents: readonly StockDocument[], signal: AbortSignal): Promise<WriteEnd>;
}

export interface StockPorts {
  now(): Date;
  readonly zone: string;
  readSettings(account: string): Promise<OnecSettings>;
  portal(account: string): StockPortal;
  listWarehouses(account: string, signal: AbortSignal): Promise<readonly Warehouse[]>;
  readBalances(
    account: string,
    asked: { period: string; warehouses: readonly string[] },
    signal: AbortSignal,
  ): Promise<StockReading>;
  listLinkedCards(account: string): Promise<readonly LinkedCard[]>;
  /** Every row of the reading, with the names that 1C has for it. */
  keepSnapshot(
    account: string,
    snapshot: { runId: string; period: string; rows: readonly StockToKeep[] },
  ): Promise<void>;
  /** Documents that an earlier run decided on and may not have finished. */
  findPending(account: string): Promise<readonly StockDocument[]>;
  /** Kept before the first is sent; none: all are done. */
  savePending(account: string, documents: readonly StockDocument[]): Promise<void>;
  /** True when a person let the run that waited at the guard rail go. */
  isApproved(account: string): Promise<boolean>;
  /** Holds the run, or, without a hold, closes what is held and the approval with it. */
  saveEnd(
    account: string,
    end: { runId: string; hold: { reason: string; detail: string } | undefined },
  ): Promise<void>;
}
