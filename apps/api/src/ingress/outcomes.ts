/** What may become of a POST to a webhook path, and how it is answered. */
export interface OutcomeAnswer {
  readonly status: number;
  readonly title: string;
  /** What the sender's owner should do next. */
  readonly detail: string;
}

/** Outcome → status, as a table. Everything but `stored` and `duplicate` leaves no trace in a row. */
export const OUTCOMES = {
  stored: { status: 200, title: 'Received', detail: '' },
  duplicate: { status: 200, title: 'Received before', detail: '' },
  'unreadable-event': {
    status: 400,
    title: 'The event cannot be read',
    detail: 'Send the event as the vendor documents it.',
  },
  'unproven-event': {
    status: 401,
    title: 'The event does not prove where it comes from',
    detail: 'The token or signature is missing or wrong: compare it with the one Ponte was given.',
  },
  'foreign-account': {
    status: 403,
    title: 'The event belongs to another account',
    detail: 'Compare the sending account with the one Ponte was configured for.',
  },
  'unknown-source': {
    status: 404,
    title: 'Nobody expects events here',
    detail:
      'The address is /webhook/<vendor> or /webhook/<vendor>/<account> of a configured source.',
  },
  'wrong-method': {
    status: 405,
    title: 'Events are sent by POST',
    detail: 'Use POST; there is nothing to read at this address.',
  },
  'slow-body': {
    status: 408,
    title: 'The request did not arrive in time',
    detail: 'Send the whole request within ten seconds.',
  },
  'too-large': {
    status: 413,
    title: 'The event is too large',
    detail: 'Events carry ids, not documents; send a smaller body.',
  },
  'wrong-content-type': {
    status: 415,
    title: 'The event has another form than this source sends',
    detail: 'Set the Content-Type that the vendor documents, in UTF-8 and without compression.',
  },
  'store-failed': {
    status: 503,
    title: 'The event could not be stored',
    detail: 'Nothing was kept. Send it again later.',
  },
  overloaded: {
    status: 503,
    title: 'Too many events are waiting to be stored',
    detail: 'Nothing was kept. Send it again later.',
  },
} as const satisfies Record<string, OutcomeAnswer>;

export type Outcome = keyof typeof OUTCOMES;
export type Refusal = Exclude<Outcome, 'stored' | 'duplicate'>;

export const OUTCOME_NAMES = Object.keys(OUTCOMES) as Outcome[];

/** Seconds after which a sender may try again when the fault is ours. */
export const RETRY_AFTER_SECONDS = 5;
