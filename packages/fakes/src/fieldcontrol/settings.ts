/** Behaviours that are unknown or differ from account to account: each can be played both ways. */
export interface Settings {
  /** A request without User-Agent gets 403. */
  demandsUserAgent: boolean;
  /** How `name` filters compare. "contains" ignores case; callers must re-check what they get. */
  nameFilter: 'contains' | 'exact';
  /** A second customer with the same document: made, or 422. */
  duplicateDocuments: 'accepted' | 'rejected';
  /** Coordinates sent as texts: taken, or 422. */
  textCoords: 'accepted' | 'rejected';
  /** Characters that a customer's name must have. */
  shortestName: number;
  /** Whether PUT keeps the fields that it was not sent. */
  putStyle: 'merges' | 'replaces';
  /** Whether an order may be made without an identifier. */
  orderIdentifiers: 'generated' | 'manual';
  /** Virtual ms until a new object shows in lists. */
  listDelayMs: number;
  /** totalCount is as it was this many virtual ms ago. */
  staleTotalMs: number;
  /** Requests of one key in a virtual minute, and how many may come at once. 0 = no limit. */
  perMinute: number;
  burst: number;
}

/** An account as the vendor describes it: one request a second. */
export function initialSettings(differing: Partial<Settings> = {}): Settings {
  return {
    demandsUserAgent: true,
    nameFilter: 'contains',
    duplicateDocuments: 'accepted',
    textCoords: 'accepted',
    shortestName: 1,
    putStyle: 'merges',
    orderIdentifiers: 'generated',
    listDelayMs: 0,
    staleTotalMs: 0,
    perMinute: 60,
    burst: 1,
    ...differing,
  };
}
