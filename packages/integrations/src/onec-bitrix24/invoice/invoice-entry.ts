import type { Ref } from '@ponte/connectors/onec/model';

/** What became of a deal's invoice so far; the row is kept before anything is sent. */
export interface InvoiceEntry {
  readonly dealId: string;
  readonly ref: Ref;
  /**
   * begun: perhaps in 1C. created: there, unposted when last seen. reposting: posted once, its content
   * is being made anew. posted. told: the deal carries the number.
   */
  readonly state: 'begun' | 'created' | 'reposting' | 'posted' | 'told';
  readonly number: string | null;
  readonly documentDate: string | null;
  readonly total: string | null;
  readonly fingerprint: string | null;
  /** What the document was made from. */
  readonly sold: SoldDeal | null;
  /** A cause that 1C named and that has not been proven to have come to nothing. */
  readonly reason: string | null;
  /** Answers of 1C that were unclear and were looked up. */
  readonly lookUps: number;
  /** True after an unclear answer to a change or a posting, until the document was looked up. */
  readonly isUnclear: boolean;
}

/** The part of a deal that its invoice is made from; anything else may change freely. */
export interface SoldDeal {
  readonly bin: string | null;
  readonly currency: string | null;
  readonly rows: readonly SoldRow[];
}

export interface SoldRow {
  /** Null for a row that was typed by hand. */
  readonly productId: string | null;
  readonly name: string;
  readonly quantity: string;
  /** Of one unit, as the buyer pays it. */
  readonly price: string;
}

/** What a person decided about a hold by letting it go, kept until the deal has its invoice. */
export type Word =
  /** Released: the document with the deal's number is its invoice. */
  | { readonly said: 'adopt' }
  /** Released: the document that is gone is made anew. */
  | { readonly said: 'anew' }
  /** Released: the posted document is written anew as the deal is now. */
  | { readonly said: 'repost' }
  /** Released: the deal was paid as configured, although its payment has no name. */
  | { readonly said: 'paid' }
  /** Dismissed: what was seen then stays as it is. */
  | { readonly said: 'keep'; readonly of: string };

/** A deal that may be due, and what is known of its invoice. */
export interface DueDeal {
  readonly dealId: string;
  /** Of the mark: only this version is cleared. */
  readonly version: string;
  /** How often it failed, one time after another. */
  readonly tries: number;
  readonly entry: InvoiceEntry | undefined;
  readonly word: Word | undefined;
  /** It was held or tried before, or a person named it: then it is never too old for its invoice. */
  readonly wasSeen: boolean;
}

/** What every end names, so that the run is found by it. */
export interface InvoiceTrace {
  readonly dealId: string;
  /** Of the document that stands, or may stand, in 1C. */
  readonly ref: Ref | undefined;
  /** Of the deal's rows. */
  readonly productIds: readonly string[];
  readonly lookUps: number;
}

/** How one deal ended in this run. */
export type InvoiceEnd = InvoiceTrace & HowItEnded;

export type HowItEnded =
  | {
      readonly end: 'told';
      readonly entry: InvoiceEntry;
      /** Only the deal was told: what a person keeps as it is stays so. */
      readonly isKept?: boolean;
    }
  | { readonly end: 'skipped'; readonly reason: string }
  | HeldEnd
  | LaterEnd;

export interface HeldEnd {
  readonly end: 'held';
  readonly reason: string;
  readonly detail: string;
  /** What is held, in one word: a person who dismisses the hold keeps just this as it is. */
  readonly seen?: string;
  /** Products of the portal that must be linked first. */
  readonly waitsFor?: readonly string[];
}

export interface LaterEnd {
  readonly end: 'later';
  readonly until: Date;
  readonly error: unknown;
  /** False where nothing failed: the time had not come. */
  readonly isTry: boolean;
}
