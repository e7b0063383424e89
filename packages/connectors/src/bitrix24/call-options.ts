/** What every operation takes. */

/** bulk: loads, at most 80 % of the account's limit; live: someone or something waits for it. */
export type Level = 'bulk' | 'live';

export interface CallOptions {
  /** `live` when absent. */
  readonly level?: Level;
  /** Aborting rejects the call at once; a request that is already sent may still take effect. */
  readonly signal?: AbortSignal;
}
