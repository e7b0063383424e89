import type { Begun, Effect, FieldIntents, IntentKey } from '../field-intents.ts';
import { judgeWrite, toRetryAt, toStatus } from '../rules/judge-write.ts';
import { toBodyHash } from '../rules/to-hashes.ts';

/**
 * How late an effect may still show in FieldControl's lists after its answer was lost: a request
 * under way takes up to its timeout, and lists show new objects late. Virtual milliseconds.
 */
export const SETTLE_DELAY_MS = 30_000;
/** When a lost answer is looked for first: most effects show by then, and nobody has to wait. */
const FIRST_LOOK_MS = 5_000;
const PUT_OFF_MS = 2_000;

/** What FieldControl made, or had. */
export interface Made {
  readonly id: string;
  readonly primaryLocationId?: string | null;
  readonly situacao?: string | null;
  /** Of a request or order that was found. */
  readonly customerId?: string | null;
  readonly locationId?: string | null;
}

/** How a write that may have happened is looked for. */
export interface Search {
  readonly intents: FieldIntents;
  readonly key: IntentKey;
  /** Searches the effect; undefined when it does not show. */
  lookUp(): Promise<Made | undefined>;
  toEffect(made: Made, isMade: boolean): Effect;
  now(): Date;
}

export interface Writing extends Search {
  /** What is sent, for the fingerprint. */
  readonly body: unknown;
  create(onStatus: (status: number) => void): Promise<Made>;
  /** The last moment to say no, right before the request; true when it may leave. */
  mayLeave?(): Promise<boolean>;
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
      /** Undefined: as long as failures of its kind wait. */
      readonly until: Date | undefined;
      readonly error: unknown;
      readonly isUnclear: boolean;
      /** Nothing failed: the moment has not come. */
      readonly isWaiting: boolean;
      readonly lookUps: number;
    };

type Found = Exclude<Written, { state: 'absent' | 'refused' }>;
type Absent = { readonly state: 'absent'; readonly lookUps: number; readonly notFoundAt: Date };

/**
 * Makes an object at FieldControl once, from wherever an earlier run left it: the intent is
 * committed before the request, its end with the row that keeps the id. What may have been made is
 * searched soon after the answer was lost and again after the settle delay. Only an empty search
 * after the delay is a proof; without it nothing is sent again.
 */
export async function writeOnce(writing: Writing): Promise<Written> {
  const { intents, key, body, now } = writing;
  const bodyHash = toBodyHash(body);
  const begun = await intents.begin(key, bodyHash);
  if (begun.state === 'overtaken') return overtaken(now());
  if (begun.state === 'new') return send(writing, begun.attempt);
  const cleared = begun.state === 'refused' ? undefined : await lookForBegun(writing, begun);
  if (cleared !== undefined && cleared.state !== 'absent') return cleared;
  const look = { bodyHash, notFoundAt: cleared?.notFoundAt ?? null };
  const attempt = await intents.resend(key, begun.attempt, look);
  if (attempt === undefined) return overtaken(now());
  return { ...(await send(writing, attempt)), lookUps: cleared?.lookUps ?? 0 };
}

/**
 * Finds out whether a write that an earlier run left in doubt is there, and sends nothing. Absence
 * that is proven is written into the ledger, so that a later sending needs no further look.
 */
export async function clearUp(search: Search, bodyHash: string): Promise<Found | Absent> {
  const { intents, key, now } = search;
  const begun = await intents.begin(key, bodyHash);
  if (begun.state === 'overtaken') return overtaken(now());
  // Nothing was sent, or FieldControl said no to it.
  const isAbsent = begun.state === 'new' || begun.state === 'refused';
  const absent = { state: 'absent', lookUps: 0, notFoundAt: now() } as const;
  const cleared = isAbsent ? absent : await lookForBegun(search, begun);
  if (cleared.state === 'absent') await intents.refused({ key, attempt: begun.attempt });
  return cleared;
}

async function lookForBegun(
  { intents, key, lookUp, toEffect, now }: Search,
  begun: Begun & { readonly state: 'applied' | 'ambiguous' },
): Promise<Found | Absent> {
  if (begun.state === 'applied' && begun.vendorId !== null) {
    const made = { id: begun.vendorId };
    await intents.adopt(key, toEffect(made, true));
    return { state: 'there', made, isMade: true, lookUps: 0 };
  }
  const lookedAt = now();
  const found = await lookUp();
  if (found !== undefined) {
    await intents.applied({ key, attempt: begun.attempt }, toEffect(found, true));
    return { state: 'there', made: found, isMade: true, lookUps: 1 };
  }
  if (begun.state === 'ambiguous' && lookedAt < begun.lookUpAt) {
    const error = new Error('An unclear answer waits for its second look-up.');
    const later = { until: begun.lookUpAt, error, isUnclear: true, isWaiting: true };
    return { state: 'later', ...later, lookUps: 1 };
  }
  return { state: 'absent', lookUps: 1, notFoundAt: lookedAt };
}

async function send(writing: Writing, attempt: number): Promise<Written> {
  const { intents, key, now } = writing;
  if (writing.mayLeave !== undefined && !(await writing.mayLeave())) {
    await intents.refused({ key, attempt });
    return withheld(now());
  }
  // Whoever stood still for long may have lost the tenure without knowing.
  if (!(await intents.isOurs({ key, attempt }))) return overtaken(now());
  let status: number | null = null;
  const answered = await settle(() => writing.create((told) => (status = told)));
  if (answered.state === 'made') {
    const { made } = answered;
    const answer = { status, words: null };
    await intents.applied({ key, attempt, answer }, writing.toEffect(made, true));
    return { state: 'there', made, isMade: true, lookUps: 0 };
  }
  const { verdict, error } = judgeWrite(answered.thrown);
  const answer = { status: toStatus(error), words: error.message };
  if (verdict === 'refused') {
    await intents.refused({ key, attempt, answer });
    return { state: 'refused', error, lookUps: 0 };
  }
  if (verdict === 'not-sent') {
    await intents.refused({ key, attempt, answer });
    const until = toRetryAt(error);
    return { state: 'later', until, error, isUnclear: false, isWaiting: false, lookUps: 0 };
  }
  await intents.unknown({ key, attempt, answer }, later(now(), SETTLE_DELAY_MS));
  const until = later(now(), FIRST_LOOK_MS);
  return { state: 'later', until, error, isUnclear: true, isWaiting: false, lookUps: 0 };
}

type Answered =
  | { readonly state: 'made'; readonly made: Made }
  | { readonly state: 'failed'; readonly thrown: unknown };

/** What FieldControl said, kept apart from what then goes wrong here. */
async function settle(create: () => Promise<Made>): Promise<Answered> {
  try {
    return { state: 'made', made: await create() };
  } catch (thrown) {
    return { state: 'failed', thrown };
  }
}

/**
 * Not sent, because the card is not what the request was made of: what was taken back stays so, and
 * what is still wanted comes again as the card is now.
 */
export function withheld(until: Date): Found {
  const error = new Error('The card was changed while its request was made ready.');
  return { state: 'later', until, error, isUnclear: false, isWaiting: true, lookUps: 0 };
}

function overtaken(now: Date): Found {
  const error = new Error('Another run took the work over.');
  const until = later(now, PUT_OFF_MS);
  return { state: 'later', until, error, isUnclear: true, isWaiting: true, lookUps: 0 };
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
