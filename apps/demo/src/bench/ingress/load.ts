import { answerParent } from '../child-side.ts';
import { hammer, type Hammered, type Hammering } from './closed-loop.ts';
import { pace, type Paced, type Pacing } from './open-loop.ts';
import { makeRequests, type BodyKind } from './requests.ts';

/** What the load generator can be asked. */
export type LoadTalk = {
  /** Makes the requests that the following questions send. */
  prepare: { asked: { kind: BodyKind; count: number; isKeptAlive: boolean }; told: undefined };
  hammer: { asked: Hammering; told: Hammered };
  pace: { asked: Pacing; told: Paced };
};

let requests: readonly Buffer[] = [];

answerParent<LoadTalk>({
  prepare: async ({ kind, count, isKeptAlive }) => {
    requests = makeRequests(kind, count, isKeptAlive);
    return undefined;
  },
  hammer: async (hammering) => {
    globalThis.gc?.();
    return hammer(requests, hammering);
  },
  pace: async (pacing) => {
    globalThis.gc?.();
    return pace(requests, pacing);
  },
});
