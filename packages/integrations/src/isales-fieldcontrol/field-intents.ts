/** The ledger of writes to FieldControl, as a run works with it under its tenure. */

/** How a write stands when a run takes it up. */
export type Begun =
  | { readonly state: 'new'; readonly attempt: number }
  | { readonly state: 'refused'; readonly attempt: number }
  | { readonly state: 'applied'; readonly attempt: number; readonly vendorId: string | null }
  | { readonly state: 'ambiguous'; readonly attempt: number; readonly lookUpAt: Date }
  | { readonly state: 'overtaken' };

/** What is written in the transaction that settles an intent. */
export type Effect =
  | {
      readonly kind: 'customer';
      readonly clienteId: string;
      readonly fieldId: string;
      readonly primaryLocationId: string | null;
      readonly isMade: boolean;
      /** The address that the primary location was made of. */
      readonly enderecoId: string | null;
    }
  | { readonly kind: 'location'; readonly enderecoId: string; readonly fieldId: string }
  | { readonly kind: 'delivered'; readonly delivered: Delivered };

export interface Delivered {
  readonly deliveryId: string;
  readonly objeto: 'ticket' | 'order';
  readonly fieldId: string;
  readonly isMade: boolean;
  readonly clienteFieldId: string | null;
  readonly locationFieldId: string | null;
  readonly requestHash: string | null;
  /** Fingerprint of the card that it was made of; null: nobody knows, so the two are compared. */
  readonly sentOf: string | null;
  readonly situacao: string | null;
}

export interface IntentKey {
  readonly operation: string;
  readonly reference: string;
}

/** One sending of a write. */
export interface SentRequest {
  readonly key: IntentKey;
  readonly attempt: number;
  readonly answer?: HttpWord;
}

/** What FieldControl answered to one request. */
export interface HttpWord {
  /** Null when there was no answer. */
  readonly status: number | null;
  /** Null for an answer that says yes. */
  readonly words: string | null;
}

/** The ledger of writes, under one tenure. Without an answer: a look-up showed it. */
export interface FieldIntents {
  begin(key: IntentKey, bodyHash: string): Promise<Begun>;
  /** False when another tenure took the request up: it must not be sent any more. */
  isOurs(request: Pick<SentRequest, 'key' | 'attempt'>): Promise<boolean>;
  /** False when the word of this tenure no longer counts. */
  applied(request: SentRequest, effect: Effect): Promise<boolean>;
  refused(request: SentRequest): Promise<boolean>;
  unknown(request: SentRequest, lookUpAt: Date): Promise<boolean>;
  /** The next attempt's number; undefined when absence is not proven. */
  resend(
    key: IntentKey,
    attempt: number,
    look: { readonly bodyHash: string; readonly notFoundAt: Date | null },
  ): Promise<number | undefined>;
  /** Something is there already: the ledger says so, whatever it said before. */
  adopt(key: IntentKey, effect: Effect): Promise<void>;
}

/**
 * What one run at a time works on: a customer with its places, or a card with its requests, which stay
 * the card's own when its row becomes another client's.
 */
export interface TenureOf {
  readonly of: 'customer' | 'card';
  /** The person's id, the card's. */
  readonly id: string;
}

/** Exclusive for one run at a time, whichever worker has it. */
export interface Tenure {
  readonly intents: FieldIntents;
  end(): Promise<void>;
}
