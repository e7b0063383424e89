import type { JobEnding } from '@ponte/jobs/define';
import type { InvoiceEnd, LaterEnd } from '../invoice-entry.ts';
import type { StuckDeals } from '../ports.ts';
import { toRetryAt, toTrouble } from './judge-failure.ts';

/** The row of a run names at most so many records; those that a person looks for come first. */
const MOST_KEYS = 1_000;
/** Virtual milliseconds until a base that answered nothing is asked again. */
const OUTAGE_PAUSE_MS = 60_000;
/** The vendor is unwell: the same word as for a failed run, so that people are told once. */
const UNWELL = ['unavailable', 'timeout', 'unexpected_answer'];

export interface DrainFacts {
  readonly ends: readonly InvoiceEnd[];
  /** True when there may be more deals that are due. */
  readonly isFull: boolean;
  readonly now: Date;
  /** When the next deal that waits may be worked. */
  readonly nextDue: Date | undefined;
  readonly stuck: StuckDeals | undefined;
}

/** What one drain says of itself: every deal, invoice and product it touched, in names and figures. */
export function toDrainEnding(facts: DrainFacts): JobEnding {
  const { ends, now, isFull, nextDue, stuck } = facts;
  const held = ends.find((end) => end.end === 'held');
  const nextMs = nextDue === undefined ? undefined : nextDue.getTime() - now.getTime();
  const againInMs = isFull ? 0 : nextMs;
  const told = {
    ...describe(ends),
    ...(againInMs === undefined ? {} : { againInMs: Math.max(0, againInMs) }),
  };
  if (stuck !== undefined) return { ...told, ...describeStuck(stuck) };
  return held === undefined
    ? { ...told, outcome: 'done' }
    : { ...told, outcome: 'held', reason: held.reason };
}

/** When everything failed, 1C or the portal is unwell, and no deal is to blame. */
export function toOutageEnding(ends: readonly (InvoiceEnd & LaterEnd)[], now: Date): JobEnding {
  const [first] = ends;
  const { kind, message } = toTrouble(first?.error);
  const toldMs = toRetryAt(first?.error)?.getTime() ?? 0;
  const againInMs = Math.max(OUTAGE_PAUSE_MS, toldMs - now.getTime());
  return { ...describe(ends), outcome: 'waiting', reason: kind, message, againInMs };
}

/** Deals that fail while others get on, or while there are no others. */
export function describeStuck(
  stuck: StuckDeals,
): Pick<JobEnding, 'outcome' | 'reason' | 'message'> {
  const { count, dealId, tries, kind, message } = stuck;
  const reason = UNWELL.includes(kind) ? kind : 'invoices-stuck';
  const others = count === 1 ? '' : ` ${count} deals are stuck.`;
  return {
    outcome: 'waiting',
    reason,
    message: `Deal ${dealId} failed ${tries} times in a row: ${message}${others}`,
  };
}

function describe(ends: readonly InvoiceEnd[]): Pick<JobEnding, 'keys' | 'counts' | 'message'> {
  const count = (word: InvoiceEnd['end']): number => ends.filter(({ end }) => end === word).length;
  const looked = ends.filter(({ lookUps }) => lookUps > 0);
  const lookUps = looked.reduce((sum, end) => sum + end.lookUps, 0);
  const words = looked.map((end) => `deal ${end.dealId} (${end.lookUps})`).join(', ');
  const left = listLeftAlone(ends).join(', ');
  const sentences = [
    ...(lookUps === 0 ? [] : [`Unclear answers of 1C were looked up: ${words}.`]),
    ...(left === '' ? [] : [`Left alone: ${left}.`]),
  ];
  return {
    ...(sentences.length === 0 ? {} : { message: sentences.join(' ') }),
    keys: toKeys(ends),
    counts: {
      ...{ told: count('told'), skipped: count('skipped'), held: count('held') },
      ...{ later: count('later'), lookUps },
      ...Object.fromEntries(looked.map((end) => [toLookUpFigure(end.dealId), end.lookUps])),
    },
  };
}

/** Deals that get nothing, and why; one whose invoice is as it should be needs no word. */
function listLeftAlone(ends: readonly InvoiceEnd[]): string[] {
  return ends.flatMap((end) =>
    end.end === 'skipped' && end.reason !== 'unchanged'
      ? [`deal ${end.dealId} (${end.reason})`]
      : [],
  );
}

/** Under this name a run's figures hold how often it looked up the document of a deal. */
export function toLookUpFigure(dealId: string): string {
  return `lookUps deal:${dealId}`;
}

/** First the records of the run, then what stops deals, then everything else that they are made of. */
function toKeys(ends: readonly InvoiceEnd[]): string[] {
  const products = (ids: readonly string[]): string[] => ids.map((id) => `product:${id}`);
  const keys = [
    ...ends.map(({ dealId }) => `deal:${dealId}`),
    ...ends.flatMap(({ ref }) => (ref === undefined ? [] : [`invoice:${ref}`])),
    ...ends.flatMap((end) => (end.end === 'told' ? [`invoice:${end.entry.ref}`] : [])),
    ...ends.flatMap((end) => (end.end === 'held' ? products(end.waitsFor ?? []) : [])),
    ...ends.flatMap(({ productIds }) => products(productIds)),
  ];
  return [...new Set(keys)].slice(0, MOST_KEYS);
}
