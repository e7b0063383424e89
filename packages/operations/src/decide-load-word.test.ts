import { createLoad, NO_ROWS } from '@ponte/integrations/bitrix24-deals/rules/load-progress';
import { expect, it } from 'vitest';
import { decideLoadWord, type LoadWordFacts } from './decide-load-word.ts';

const load = createLoad({ id: 'load', since: null, now: new Date('2026-11-22T08:00:00Z') });
const until = new Date('2026-11-22T08:10:00Z');
const running = {
  ...{ state: 'running', reason: null, errorKind: null, message: null, nextAt: null },
};
const facts: LoadWordFacts = { load, pause: undefined, liveWorkers: 1, lastRun: running };
const waiting = { ...running, state: 'waiting', nextAt: until };

it.each<[string, string, Partial<LoadWordFacts>, RegExp | null]>([
  ['running', 'a worker has it', {}, null],
  ['running', 'the portal is slow', { load: { ...load, note: 'It takes 12 s.' } }, /takes 12 s/],
  ['waiting', 'no worker has had it yet', { lastRun: undefined }, /A worker takes it on/],
  [
    ...(['waiting', 'names come first'] as const),
    { lastRun: { ...running, state: 'skipped', reason: 'dictionaries-first' } },
    /names are read first/,
  ],
  ['waiting', 'no worker is alive', { liveWorkers: 0 }, /No worker is running/],
  [
    ...(['waiting', 'the integration rests'] as const),
    { pause: { reason: 'the portal moves', until } },
    /is paused: the portal moves\.$/,
  ],
  [
    ...(['waiting for limit', 'the vendor said when to come back'] as const),
    { lastRun: { ...waiting, errorKind: 'rate_limited' } },
    /limit is used up/,
  ],
  [
    ...(['waiting', 'the vendor is away'] as const),
    { lastRun: { ...waiting, errorKind: 'unavailable', message: 'The portal answers 503' } },
    /answers 503\.$/,
  ],
  [
    ...(['failed', 'the vendor refuses for good'] as const),
    { lastRun: { ...running, state: 'failed', errorKind: 'rejected', message: 'Refused.' } },
    /Refused\. The vendor refuses the request\./,
  ],
  ['paused', 'a person let it rest', { load: { ...load, state: 'paused' } }, null],
  ['cancelled', 'a person ended it', { load: { ...load, state: 'cancelled' } }, null],
  ['completed', 'everything was read', { load: { ...load, state: 'done' } }, null],
  [
    ...(['completed with problems', 'a record could not be read'] as const),
    { load: { ...load, state: 'done', rows: { ...NO_ROWS, problems: 1 } } },
    null,
  ],
])('a load is %s when %s', (word, _when, change, why) => {
  const state = decideLoadWord({ ...facts, ...change });
  expect(state.word).toBe(word);
  if (why === null) expect(state.why).toBeNull();
  else expect(state.why?.text).toMatch(why);
});
