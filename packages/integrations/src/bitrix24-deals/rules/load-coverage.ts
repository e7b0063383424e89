import type { Coverage, LoadProgress } from '../ports.ts';

/** What loads have brought in full by now, `load` being the account's last; null: nothing. */
export function toCoverage(load: LoadProgress | undefined): Coverage | null {
  if (load === undefined) return null;
  const before = load.coveredBefore ?? null;
  return load.state === 'done' ? join(before, { since: load.since }) : before;
}

/** Whether any load has come to its end or is under way. */
export function isLoaded(load: LoadProgress | undefined): boolean {
  return toCoverage(load) !== null || load?.state === 'running' || load?.state === 'paused';
}

/**
 * Whether a deal of the portal should have a row: a complete load has brought its like, or one that
 * is under way has passed its id. What a running load has not reached yet it will bring by itself.
 */
export function isRowExpected(
  load: LoadProgress | undefined,
  deal: { readonly id: string; readonly createdAt: Date },
): boolean {
  if (load === undefined) return false;
  const isUnderWay = load.state === 'running' || load.state === 'paused';
  const isWanted = isUnderWay && covers({ since: load.since }, deal.createdAt);
  const isReached = load.plan !== null && !isOpen(load.plan.open, Number(deal.id));
  if (isWanted && !isReached && load.state === 'running') return false;
  return (isWanted && isReached) || covers(toCoverage(load), deal.createdAt);
}

function isOpen(open: readonly { after: number; upTo: number }[], id: number): boolean {
  return open.some(({ after, upTo }) => id > after && id <= upTo);
}

function covers(coverage: Coverage | null, createdAt: Date): boolean {
  if (coverage === null) return false;
  return coverage.since === null || createdAt >= new Date(coverage.since);
}

function join(one: Coverage | null, other: Coverage): Coverage {
  if (one === null) return other;
  if (one.since === null || other.since === null) return { since: null };
  return new Date(one.since) < new Date(other.since) ? one : other;
}
