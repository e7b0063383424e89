/** Every reason that a run or a held record can carry, and what the reader should do about it. */
const NEXT_STEPS = {
  // Inbound events
  'unreadable-event':
    'The portal sent an event that names no record. Look at the event; if it is harmless, dismiss it, otherwise correct the sender and release.',
  'unknown-event':
    'Ponte has no work for this kind of event. Untick it in the portal’s outgoing webhook, or add it to the setting ignoredEvents, then release.',
  'ignored-event': 'Nothing: the setting ignoredEvents says so.',
  // Records read at a vendor
  'unreadable-answer':
    'The vendor’s answer has another form than documented. Correct the record at the vendor if it is damaged; if many records show this, the vendor has changed and Ponte needs an update. Then release.',
  'no-right-to-read':
    'The owner of the incoming webhook may not read this record. Give that employee the right in the portal, then release.',
  'vendor-keeps-failing':
    'The vendor showed other records and failed on this one again and again. Look at the record there; release it when it opens.',
  'rule-failed':
    'A rule of Ponte failed on this record: a fault of ours. Keep the record as it is, report the detail, and release after the update.',
  // Runs
  'nothing-dirty': 'Nothing: all changes were read already.',
  'nothing-received': 'Nothing: all events were taken already.',
  'dictionaries-first': 'Nothing: names are read first, the deals follow by themselves.',
  again: 'Nothing: there is more work of the same kind and it goes on.',
  'worker-died': 'Nothing: the job is done again by another run.',
  'worker-died-repeatedly':
    'This job ended its worker again and again and was put aside. Look at the worker’s log around these times, then retry.',
  'bad-payload':
    'The job carries a payload that this version cannot read. It was made by another version: replay the events it came from.',
  'scope-missing':
    'Deals are stored; some names are missing. Tick the named scope of the incoming webhook in the portal.',
  'fields-changed':
    'Nothing: the view deals_readable follows the portal’s fields. Queries that name a renamed or vanished column have to be changed.',
  'no-load': 'Nothing: no load is under way.',
  'load-paused': 'The load rests where it is. Resume it when it suits: ponte load resume.',
  'load-cancelled': 'Nothing: somebody ended the load. A new one starts from the beginning.',
  'load-refused':
    'The vendor refused a page of the load for good. Read the message, correct the cause, then resume the load.',
  drift:
    'Nothing: what differed is being read again. If it comes every night, look whether webhooks arrive.',

  // Failures, by the connector’s kinds
  rate_limited: 'Nothing: the vendor said when to come back, and the job waits until then.',
  unavailable:
    'The vendor does not answer properly. Ponte goes on trying; look at the vendor’s status if it lasts.',
  timeout:
    'The vendor answers too slowly. Ponte goes on trying; look at the vendor’s status if it lasts.',
  conflict: 'Somebody else changed the same record. Ponte tries again.',
  unexpected_answer:
    'The vendor’s answer has another form than documented. If it lasts, the vendor has changed and Ponte needs an update.',
  auth_expired: 'The access has expired. Ponte renews it; if it lasts, connect the account anew.',
  auth_revoked:
    'The vendor refuses our credentials. Make a new webhook or key at the vendor, put it into the configuration, restart and resume the integration.',
  rejected: 'The vendor refuses the request. Read the message, correct the cause and retry.',
  not_found: 'The vendor no longer has the record. Nothing to do unless it should be there.',
  error: 'An unexpected fault. Read the message; retry once the cause is clear.',
  'handler-overdue':
    'The job did not end in its time and was given up; it is tried again. If it comes back, report it with the message.',
  'unknown-job': 'A newer version rang this job. It waits for a worker of that version.',
  'worker-stopped': 'Nothing: the worker was told to stop and the job goes on in another.',
} as const;

export type Reason = keyof typeof NEXT_STEPS;

/** What the reader should do; a general sentence for a word that is not of the list. */
export function nextStepFor(reason: string | null): string {
  return reason !== null && isReason(reason)
    ? NEXT_STEPS[reason]
    : 'Read the message, correct the cause and retry.';
}

function isReason(word: string): word is Reason {
  return Object.hasOwn(NEXT_STEPS, word);
}
