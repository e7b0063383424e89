import type { JobEnding } from '@ponte/jobs/define';
import type { InvoiceEnd } from '../ports.ts';

/** What one drain says of itself: every deal, invoice and unlinked product it touched, in figures. */
export function toDrainEnding(
  ends: readonly InvoiceEnd[],
  { isFull, now }: { isFull: boolean; now: Date },
): JobEnding {
  const count = (word: InvoiceEnd['end']): number => ends.filter(({ end }) => end === word).length;
  const held = ends.find((end) => end.end === 'held');
  const waits = ends.flatMap((end) => (end.end === 'later' ? [end.until.getTime()] : []));
  const lookUps = ends.reduce((sum, end) => sum + end.lookUps, 0);
  const againInMs = isFull ? 0 : Math.min(...waits) - now.getTime();
  return {
    outcome: held === undefined ? 'done' : 'held',
    ...(held === undefined ? {} : { reason: held.reason }),
    ...(lookUps === 0 ? {} : { message: `${lookUps} unclear answers of 1C were looked up.` }),
    keys: ends.flatMap(toKeys),
    counts: {
      ...{ told: count('told'), skipped: count('skipped'), held: count('held') },
      ...{ later: count('later'), lookUps },
    },
    ...(isFull || waits.length > 0 ? { againInMs: Math.max(0, againInMs) } : {}),
  };
}

function toKeys(end: InvoiceEnd): string[] {
  const deal = `deal:${end.dealId}`;
  if (end.end === 'told') return [deal, `invoice:${end.entry.ref}`];
  if (end.end === 'held') return [deal, ...(end.productIds ?? []).map((id) => `product:${id}`)];
  return [deal];
}
