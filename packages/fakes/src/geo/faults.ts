import type { FaultKinds } from '../control/fault-book.ts';
import { wayFaults } from '../net/http-answer.ts';

/** What can be made to go wrong; all strike whole requests. */
export const geoFaults: FaultKinds = {
  // In the vendor's own words.
  'too-many-requests': 'request',
  blocked: 'request',
  'internal-error': 'request',
  // Seen at BrasilAPI for a while: `{}` with 200 and with 500.
  'empty-object-200': 'request',
  'empty-object-500': 'request',
  // Answers that are not what they should be.
  'empty-200': 'request',
  'html-200': 'request',
  'error-502': 'request',
  'error-503': 'request',
  redirect: 'request',
  ...wayFaults,
};
