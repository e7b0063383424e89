import type { FaultKinds } from '../../control/fault-book.ts';

/** What can be made to go wrong. Kinds that replace an answer take `after` (true: done at 1C first). */
export const onecFaults: FaultKinds = {
  // Answers in place of the real one; `after`: true, false or "half" (every second one is done).
  'error-500': 'request',
  gateway: 'request',
  'html-200': 'request',
  licence: 'request',
  'no-session': 'request',
  'stack-500': 'request',
  'empty-200': 'request',
  // The right answer, spoilt.
  bom: 'request',
  'cut-body': 'request',
  // Trouble on the way.
  delay: 'request',
  hang: 'request',
  reset: 'request',
  // Done at 1C, not known to the caller.
  'lost-answer': 'request',
  'late-apply': 'request',
  // The cookie's session is gone.
  'session-gone': 'request',
};
