import type { StockReading, Warehouse } from '@ponte/connectors/onec/model';
import type { OnecSettings } from '../settings.ts';

/** A card of the portal and the 1C item that it shows. */
export interface LinkedCard {
  readonly productId: string;
  readonly itemRef: string;
}

/** What the cards are linked to. */
export interface Links {
  readonly links: readonly LinkedCard[];
  /** Cards whose code 1C has no item of, or several: which one they show, nobody knows. */
  readonly unresolved: readonly string[];
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

/** What became of a document; a refusal names the lines it is about where the portal does. */
export type DocumentOutcome =
  | { readonly key: string; readonly state: 'conducted' }
  | {
      readonly key: string;
      readonly state: 'refused';
      readonly message: string;
      readonly refusedLines: readonly { readonly productId: string; readonly message: string }[];
    };

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
  setQuantities(cards: readonly PortalCard[], tenure: Confirming): Promise<WriteEnd>;
  /** Looks each up by its key first; safe to repeat with the same documents. */
  postDocuments(
    documents: readonly StockDocument[],
    tenure: Confirming,
  ): Promise<readonly DocumentOutcome[]>;
  /** The same for those that the portal has; of the others none is made, and they have no outcome. */
  endDocuments(
    documents: readonly StockDocument[],
    tenure: Confirming,
  ): Promise<readonly DocumentOutcome[]>;
}

export interface StockHold {
  readonly reason: string;
  readonly detail: string;
}

/** What people have said since the last run, as it was when this one looked. */
export interface StockWord {
  /** Marks of released holds. */
  readonly marks: readonly { readonly id: string; readonly version: string }[];
  /** Cards that a person allowed to be set to zero; `id` says by which release. */
  readonly approval: { readonly id: string; readonly cards: readonly string[] } | undefined;
}

export interface StockEnd {
  readonly hold: StockHold | undefined;
  /** Cards that the hold asks about. */
  readonly asks: readonly string[];
  /** Used up by this run; what was said meanwhile is left to the next. */
  readonly word: StockWord;
}

/** What a writer asks before each request that changes something. */
export interface Confirming {
  /** The run's own signal, aborted too once another run has taken over. */
  readonly signal: AbortSignal;
  /** Rejects unless this run still has the stock to itself. */
  confirm(): Promise<void>;
}

/** Exclusive for one run at a time, whichever worker has it; only its holder keeps anything. */
export interface StockTenure extends Confirming {
  /** True once another run has taken over: then nothing that fails here is news. */
  isLost(): boolean;
  /** Kept before the first is sent; none: all are done. */
  savePending(documents: readonly StockDocument[]): Promise<void>;
  /** Holds the run, or, without a hold, closes what is held. Uses up the word that was read. */
  saveEnd(end: StockEnd): Promise<void>;
  end(): Promise<void>;
}

export interface StockPorts {
  now(): Date;
  readonly zone: string;
  /** Undefined while another run has the tenure. */
  takeTenure(
    account: string,
    run: { runId: string; signal: AbortSignal },
  ): Promise<StockTenure | undefined>;
  readSettings(account: string): Promise<OnecSettings>;
  readWord(account: string): Promise<StockWord>;
  portal(account: string): StockPortal;
  listWarehouses(account: string, signal: AbortSignal): Promise<readonly Warehouse[]>;
  readBalances(
    account: string,
    asked: { period: string; warehouses: readonly string[] },
    signal: AbortSignal,
  ): Promise<StockReading>;
  listLinks(account: string): Promise<Links>;
  /** Every row of the reading, with the names that 1C has for it. */
  keepSnapshot(
    account: string,
    snapshot: { runId: string; period: string; rows: readonly StockToKeep[] },
  ): Promise<void>;
  /** Documents that an earlier run decided on and may not have finished. */
  findPending(account: string): Promise<readonly StockDocument[]>;
}
