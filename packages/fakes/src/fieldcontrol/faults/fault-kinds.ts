import type { FaultKinds } from '../../control/fault-book.ts';

/** What can be made to go wrong; all strike whole requests. "every": 3 strikes each third that fits. */
export const fieldcontrolFaults: FaultKinds = {
  // Before anything is done at the vendor.
  'too-many-requests': 'request',
  'error-500': 'request',
  'error-502': 'request',
  'html-200': 'request',
  // A refusal in a form that nobody has documented; "body" is any JSON to say instead.
  'unknown-422': 'request',
  // Never answered; the connection dropped.
  hang: 'request',
  reset: 'request',
  // Done at the vendor, and then the same.
  'error-500-after': 'request',
  'error-502-after': 'request',
  'hang-after': 'request',
  'lost-answer': 'request',
  // The right answer, late ("ms", virtual), spoilt or cut.
  delay: 'request',
  'truncated-json': 'request',
  'cut-body': 'request',
  // The right answer with the ids of the other account.
  'foreign-ids': 'request',
  // Lists: as if `q` were not there; the page before once more; 200 without "items".
  'filter-ignored': 'request',
  'repeated-page': 'request',
  'page-without-items': 'request',
};
