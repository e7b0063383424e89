import type { Handler, JobEnding } from '@ponte/jobs/define';
import { INVOICES_PER_DRAIN } from '../jobs.ts';
import { bringInvoice } from './bring-invoice.ts';
import type { DueDeal, InvoiceEnd, InvoicePorts } from './ports.ts';
import { toDrainEnding } from './rules/to-drain-ending.ts';

/** Deals that are worked side by side; the base's sessions are counted by its connector. */
const LANES = 2;
/** An outage shows by failures in a row: then the others are spared. */
const MOST_FAILURES_IN_A_ROW = 5;
/** Virtual milliseconds until a run that found another one at work looks again. */
const OTHER_RUN_MS = 5_000;

/** Brings the invoices of marked deals to exactly one posted document each, its number in the deal. */
export function createDrainInvoices(ports: InvoicePorts): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const tenure = await ports.takeTenure(account, runId);
    if (tenure === undefined) {
      return { outcome: 'skipped', reason: 'another-run', againInMs: OTHER_RUN_MS };
    }
    try {
      const due = await ports.listDue(account, INVOICES_PER_DRAIN);
      if (due.length === 0) return await toIdleEnding(ports, account);
      const settings = await ports.readSettings(account);
      const books = await ports.readBooks(account, settings, signal);
      const ids = due.map(({ dealId }) => dealId);
      const deals = await ports.readDeals(account, ids, signal);
      const rows = await ports.readRows(account, ids, signal);
      const products = rows.flatMap((one) => (one.state === 'found' ? one.rows : []));
      const productIds = [...new Set(products.flatMap(({ productId }) => productId ?? []))];
      const items = await ports.findItems(account, productIds, signal);

      const work = { ports, account, runId, settings, books, items, tenure, signal };
      const answers = {
        deals: new Map(deals.map((deal) => [deal.id, deal])),
        rows: new Map(rows.map((row) => [row.id, row])),
      };
      const ends = await workInLanes(due, (one) => bringInvoice({ ...work, answers }, one));
      throwWhenNothingEnded(ends);
      return toDrainEnding(ends, { isFull: due.length === INVOICES_PER_DRAIN, now: ports.now() });
    } finally {
      await tenure.end();
    }
  };
}

async function toIdleEnding(ports: InvoicePorts, account: string): Promise<JobEnding> {
  const next = await ports.findNextDue(account);
  const againInMs = next && Math.max(1, next.getTime() - ports.now().getTime());
  return {
    ...{ outcome: 'skipped', reason: 'nothing-due' },
    ...(againInMs === undefined ? {} : { againInMs }),
  };
}

/** In order, a few side by side; stops taking more when one failure follows another. */
async function workInLanes(
  due: readonly DueDeal[],
  bring: (one: DueDeal) => Promise<InvoiceEnd>,
): Promise<InvoiceEnd[]> {
  const ends: InvoiceEnd[] = [];
  let at = 0;
  let failures = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const one = due[at];
      if (one === undefined || failures >= MOST_FAILURES_IN_A_ROW) return;
      at += 1;
      const end = await bring(one);
      failures = end.end === 'later' ? failures + 1 : 0;
      ends.push(end);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  const broken = lanes.find((one) => one.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  return ends;
}

/** When no deal got on, 1C or the portal is unwell: the job's own patience takes over. */
function throwWhenNothingEnded(ends: readonly InvoiceEnd[]): void {
  const failed = ends.filter((end) => end.end === 'later');
  if (failed.length < MOST_FAILURES_IN_A_ROW || failed.length < ends.length) return;
  throw failed[0]?.error;
}
