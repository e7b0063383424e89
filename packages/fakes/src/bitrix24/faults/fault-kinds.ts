import type { FaultKinds } from '../../control/fault-book.ts';

/** What can be made to go wrong, and whether it strikes whole requests, commands of a batch or both. */
export const bitrix24Faults: FaultKinds = {
  // Errors in the vendor's own words.
  'rate-limit': 'both',
  operating: 'both',
  overload: 'both',
  'invalid-credentials': 'both',
  'expired-token': 'both',
  'user-access': 'both',
  'access-denied': 'both',
  'no-rights': 'both',
  'not-found': 'both',
  'insufficient-scope': 'both',
  'https-required': 'both',
  'portal-deleted': 'both',
  'internal-error': 'both',
  'unexpected-answer': 'both',
  'numeric-code': 'both',
  'empty-code': 'both',
  // Answers that are not what they should be.
  'wrong-shape': 'both',
  'null-result': 'both',
  'lost-key': 'command',
  'error-in-200': 'request',
  'html-200': 'request',
  'empty-200': 'request',
  'error-500-html': 'request',
  'error-502': 'request',
  redirect: 'request',
  // Trouble on the way.
  delay: 'request',
  'slow-body': 'request',
  'cut-body': 'request',
  hang: 'request',
  reset: 'request',
  // Done at the vendor, not known to the caller.
  'lost-answer': 'request',
  'late-apply': 'request',
};
