import { expect, it } from 'vitest';
import { decideState, type StateFacts } from './decide-state.ts';

const quiet: StateFacts = { isPaused: false, troubles: [], active: 0, waiting: 0, held: 0 };
const trouble = (state: 'failed' | 'waiting', errorKind: string | null = null) => ({
  troubles: [{ state, errorKind }],
});

it.each([
  ['done', 'nothing is left to do', {}],
  ['running', 'a job runs', { active: 1, waiting: 5 }],
  ['waiting', 'something waits for a worker', { waiting: 1 }],
  ['done with problems', 'a record is held', { held: 1 }],
  ['waiting', 'a job tries again by itself', trouble('waiting', 'unavailable')],
  ['waiting for limit', 'the vendor said when to come back', trouble('waiting', 'rate_limited')],
  ['failed', 'a job failed for good, whatever else', { ...trouble('failed'), active: 1, held: 3 }],
  ['paused', 'a person paused it, whatever else', { ...trouble('failed'), isPaused: true }],
] as const)('an integration is %s when %s', (word, _when, change) => {
  expect(decideState({ ...quiet, ...change })).toBe(word);
});
