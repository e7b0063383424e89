import type { Effect, FieldIntents, IntentKey } from '../ports.ts';
import { judgeWrite, toRetryAt, toStatus } from '../rules/judge-write.ts';
import { toBodyHash } from '../rules/to-hashes.ts';

/**
 * How late an effect may still show in FieldControl's lists after its answer was lost: a request
 * under way takes up to its timeout, and lists show new objects late. Virtual milliseconds.
 */
export const SETTLE_DELAY_MS = 30_000;
const PUT_OFF_MS = 2_000;

/** What FieldControl made, or had. */
export interface Made {
  readonly id: string;
  readonly primaryLocationId?: string | null;
  readonly situacao?: string | null;
}

export interface Writing {
  readonly intents: FieldIntents;
  readonly key: IntentKey;
  /** What is sent, for the fingerprint. */
  readonly body: unknown;
  /** Searches the effect; undefined when it does not show. */
  lookUp(): Promise<Made | undefined>;
  create(onStatus: (status: number) => void): Promise<Made>;
  toEffect(made: Made, isMade: boolean): Effect;
  /** false: when it is proven not to be there, it is not wanted any more. */
  readonly isWanted: boolean;
  /** The last moment to say no, right before the request; true when it may leave. */
  mayLeave?(): Promise<boolean>;
  now(): Date;
}

export type Written =
  | {
      readonly state: 'there';
      readonly made: Made;
      readonly isMade: boolean;
      readonly lookUps: number;
    }
  /** Proven not to be there, and not sent. */
  | { readonly state: 'absent'; readonly lookUps: number }
  | { readonly state: 'refused'; readonly error: Error; readonly lookUps: number }
  /** `isUnclear`: perhaps made; otherwise certainly not. */
  | {
      readonly state: 'later';
      readonly until: Date;
      readonly error: unknown;
      readonly isUnclear: boolean;
      readonly lookUps: number;
    };

/**
 * Makes an object at FieldControl once, from wherever an earlier run left it: the intent is
 * committed before the request, its end with the row that keeps the id. What may have been made is
 * searched twice, the second time after the settle delay, before anything is sent again.
 */
export async function writeOnce(writing: Writing): Promise<Written> {
  const { intents, key, body, isWanted, now } = writing;
  const bodyHash = toBodyHash(body);
  const begun = await intents.begin(key, bodyHash);
  if (begun.state === 'overtaken') return overtaken(now());
  if (begun.state === 'new') return send(writing, begun.attempt);
  if (begun.state === 'applied' && begun.vendorId !== null) {
    const made = { id: begun.vendorId };
    await intents.adopt(key, writing.toEffect(made, true));
    return { state: 'there', made, isMade: true, lookUps: 0 };
  }
  let notFoundAt: Date | null = null;
  let lookUps = 0;
  if (begun.state !== 'refused') {
    const lookedAt = now();
    lookUps = 1;
    const found = await writing.lookUp();
    if (found !== undefined) {
      await intents.applied({ key, attempt: begun.attempt }, writing.toEffect(found, true));
      return { state: 'there', made: found, isMade: true, lookUps };
    }
    if (begun.state === 'ambiguous' && lookedAt < begun.lookUpAt) {
      return unclear(
        begun.lookUpAt,
        new Error('An unclear answer waits for its look-up.'),
        lookUps,
      );
    }
    notFoundAt = lookedAt;
  }
  if (!isWanted) {
    await intents.refused({ key, attempt: begun.attempt });
    return { state: 'absent', lookUps };
  }
  const attempt = await intents.resend(key, begun.attempt, { bodyHash, notFoundAt });
  if (attempt === undefined) return overtaken(now());
  return { ...(await send(writing, attempt)), lookUps };
}

async function send(writing: Writing, attempt: number): Promise<Written> {
  const { intents, key, now } = writing;
  if (!writing.isWanted || (writing.mayLeave && !(await writing.mayLeave()))) {
    await intents.refused({ key, attempt });
    return { state: 'absent', lookUps: 0 };
  }
  let status: number | null = null;
  try {
    const made = await writing.create((told) => (status = told));
    const answer = { status, words: null };
    await intents.applied({ key, attempt, answer }, writing.toEffect(made, true));
    return { state: 'there', made, isMade: true, lookUps: 0 };
  } catch (thrown) {
    const { verdict, error } = judgeWrite(thrown);
    const answer = { status: toStatus(error), words: error.message };
    if (verdict === 'refused') {
      await intents.refused({ key, attempt, answer });
      return { state: 'refused', error, lookUps: 0 };
    }
    if (verdict === 'not-sent') {
      await intents.refused({ key, attempt, answer });
      const until = toRetryAt(error) ?? new Date(now().getTime() + PUT_OFF_MS);
      return { state: 'later', until, error, isUnclear: false, lookUps: 0 };
    }
    const lookUpAt = new Date(now().getTime() + SETTLE_DELAY_MS);
    await intents.unknown({ key, attempt, answer }, lookUpAt);
    return unclear(lookUpAt, error, 0);
  }
}

function unclear(until: Date, error: unknown, lookUps: number): Written {
  return { state: 'later', until, error, isUnclear: true, lookUps };
}

function overtaken(now: Date): Written {
  const error = new Error('Another run took the customer over.');
  return {
    ...{ state: 'later', until: new Date(now.getTime() + PUT_OFF_MS), error },
    ...{ isUnclear: true, lookUps: 0 },
  };
}
