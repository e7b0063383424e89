import type { FaultKinds } from '../control/fault-book.ts';

/** What can be made to go wrong; all strike whole requests. */
export const telegramFaults: FaultKinds = {
  // In the vendor's own words; "retryAfter" sets the seconds.
  'too-many-requests': 'request',
  unauthorized: 'request',
  'internal-error': 'request',
  // From what stands in front of the vendor.
  'error-502': 'request',
  'html-200': 'request',
  redirect: 'request',
  // Trouble on the way; "ms" sets the virtual delay.
  delay: 'request',
  'cut-body': 'request',
  hang: 'request',
  reset: 'request',
  // Done at the vendor, not known to the caller.
  'lost-answer': 'request',
  'error-502-after': 'request',
};
