/** Where the portal posts its events, and with which token. */
export interface EventHandler {
  readonly handlerId: number;
  readonly url: string;
  readonly applicationToken: string;
  /** Upper-case event names. */
  readonly events: readonly string[];
}

/** How events travel through the vendor's queue. All times are virtual. */
export interface EventSettings {
  minDelayMs: number;
  maxDelayMs: number;
  /** False keeps the order of firing. */
  reorders: boolean;
  /** Every n-th event is never sent; 0 sends all. */
  withholdEvery: number;
  /** Every n-th event is posted twice; the vendor itself does not, networks do. 0 never does. */
  duplicateEvery: number;
  /** Posts under way at once, per handler. */
  concurrency: number;
  /** A handler slower than this gets a pause of `gapFactor` times its answer time. */
  slowMs: number;
  gapFactor: number;
}

/** The deal events that outgoing webhooks can be set up for. */
export const dealEvents = ['ONCRMDEALADD', 'ONCRMDEALUPDATE', 'ONCRMDEALDELETE'] as const;

/** The events of user fields; whether a webhook is offered them depends on the portal. */
export const userFieldEvents = [
  'ONCRMDEALUSERFIELDADD',
  'ONCRMDEALUSERFIELDUPDATE',
  'ONCRMDEALUSERFIELDDELETE',
  'ONCRMDEALUSERFIELDSETENUMVALUES',
] as const;

/** The queue as the portal starts with it. */
export function initialEventSettings(): EventSettings {
  return {
    minDelayMs: 200,
    maxDelayMs: 5000,
    reorders: true,
    withholdEvery: 0,
    duplicateEvery: 0,
    concurrency: 8,
    slowMs: 3000,
    gapFactor: 2,
  };
}
