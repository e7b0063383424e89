import type { Handler, JobEnding } from '@ponte/jobs/define';
import { INVOICES_PER_DRAIN } from '../jobs.ts';
import { bringInvoice } from './bring-invoice.ts';
import type { DueDeal, InvoiceEnd, LaterEnd } from './invoice-entry.ts';
import type { InvoicePorts, InvoiceTenure } from './ports.ts';
import { NAMES_WAIT_MS, STUCK_TRIES } from './rules/be-patient.ts';
import { describeStuck, toDrainEnding, toOutageEnding } from './rules/to-drain-ending.ts';

/** Deals that are worked side by side; the base's sessions are counted by its connector. */
const LANES = 2;
/** An outage shows by failures in a row: then the others are spared. */
const MOST_FAILURES_IN_A_ROW = 5;
/** Virtual milliseconds until a run that found another one at work looks again. */
const OTHER_RUN_MS = 5_000;

const ANOTHER_RUN: JobEnding = {
  outcome: 'skipped',
  reason: 'another-run',
  againInMs: OTHER_RUN_MS,
};

/** Brings the invoices of marked deals to exactly one posted document each, its number in the deal. */
export function createDrainInvoices(ports: InvoicePorts): Handler<{ account: string }> {
  return async ({ account }, { runId, signal }) => {
    const tenure = await ports.takeTenure(account, { runId, signal });
    if (tenure === undefined) return ANOTHER_RUN;
    try {
      return await drain(ports, account, tenure);
    } catch (error) {
      if (tenure.isLost()) return ANOTHER_RUN;
      throw error;
    } finally {
      await tenure.end();
    }
  };
}

async function drain(
  ports: InvoicePorts,
  account: string,
  tenure: InvoiceTenure,
): Promise<JobEnding> {
  const due = await ports.listDue(account, INVOICES_PER_DRAIN);
  if (due.length === 0) return toIdleEnding(ports, account);
  const { signal } = tenure;
  const settings = await ports.readSettings(account);
  const names = await ports.readNames(account, settings);
  if (names.readAt === undefined) return readNamesFirst(ports, account);
  const books = await ports.readBooks(account, settings, signal);
  const ids = due.map(({ dealId }) => dealId);
  const deals = await ports.readDeals(account, ids, signal);
  const rows = await ports.readRows(account, ids, signal);
  const products = rows.flatMap((one) => (one.state === 'found' ? one.rows : []));
  const productIds = [...new Set(products.flatMap(({ productId }) => productId ?? []))];
  const linked = await ports.findItems(account, productIds, signal);

  const work = { ports, account, settings, names, books, linked, tenure, signal };
  const answers = {
    deals: new Map(deals.map((deal) => [deal.id, deal])),
    rows: new Map(rows.map((row) => [row.id, row])),
  };
  const ends = await workInLanes(due, (one) => bringInvoice({ ...work, answers }, one));
  return toEnding(ports, account, { ends, isFull: due.length === INVOICES_PER_DRAIN });
}

async function toEnding(
  ports: InvoicePorts,
  account: string,
  { ends, isFull }: { ends: readonly InvoiceEnd[]; isFull: boolean },
): Promise<JobEnding> {
  const failed = ends.filter(isFailed);
  if (failed.length >= MOST_FAILURES_IN_A_ROW && failed.length === ends.length) {
    const ids = failed.map(({ dealId }) => dealId);
    await ports.forgiveTries(account, ids);
    return toOutageEnding(failed, ports.now());
  }
  const nextDue = await ports.findNextDue(account);
  const stuck = await ports.findStuck(account, STUCK_TRIES);
  return toDrainEnding({ ends, isFull, nextDue, stuck, now: ports.now() });
}

/** Without a name nobody knows which deals were paid: their marks stay. */
async function readNamesFirst(ports: InvoicePorts, account: string): Promise<JobEnding> {
  await ports.ringDictionaries(account);
  return { outcome: 'skipped', reason: 'dictionaries-first', againInMs: NAMES_WAIT_MS };
}

async function toIdleEnding(ports: InvoicePorts, account: string): Promise<JobEnding> {
  const next = await ports.findNextDue(account);
  const againInMs = next && Math.max(1, next.getTime() - ports.now().getTime());
  const again = againInMs === undefined ? {} : { againInMs };
  const stuck = await ports.findStuck(account, STUCK_TRIES);
  return stuck === undefined
    ? { outcome: 'skipped', reason: 'nothing-due', ...again }
    : { ...describeStuck(stuck), ...again };
}

function isFailed(end: InvoiceEnd): end is InvoiceEnd & LaterEnd {
  return end.end === 'later' && end.isTry;
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
      failures = isFailed(end) ? failures + 1 : 0;
      ends.push(end);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  const broken = lanes.find((one) => one.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  return ends;
}
