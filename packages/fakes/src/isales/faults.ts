import type { FaultKinds } from '../control/fault-book.ts';
import { wayFaults } from '../net/http-answer.ts';

/** What can be made to go wrong; all strike whole requests. */
export const isalesFaults: FaultKinds = {
  // In the vendor's own words; "retryAfter" sets the seconds, null leaves the header out.
  'too-many-requests': 'request',
  unauthorized: 'request',
  'internal-error': 'request',
  // Answers that are not what they should be.
  'empty-list': 'request',
  'empty-200': 'request',
  'wrong-shape': 'request',
  // From what stands in front of the vendor.
  'html-200': 'request',
  'error-502': 'request',
  'error-503': 'request',
  redirect: 'request',
  ...wayFaults,
};
