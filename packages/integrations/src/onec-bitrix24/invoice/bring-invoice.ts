import type { DealAnswer } from '@ponte/connectors/bitrix24';
import type { Product } from '@ponte/connectors/onec/model';
import type { OnecSettings } from '../settings.ts';
import { makeDocument, SETTLE_DELAY_MS } from './make-document.ts';
import type {
  Books,
  BooksProblem,
  DueDeal,
  InvoiceEnd,
  InvoiceEntry,
  InvoicePorts,
  InvoiceTenure,
  RowsAnswer,
} from './ports.ts';
import { decideInvoice, type InvoicePlan, type MakePlan } from './rules/decide-invoice.ts';
import { judgeFailure } from './rules/judge-failure.ts';

export interface InvoiceWork {
  readonly ports: InvoicePorts;
  readonly account: string;
  readonly runId: string;
  readonly settings: OnecSettings;
  readonly books: Books | BooksProblem;
  readonly items: ReadonlyMap<string, Product>;
  readonly tenure: InvoiceTenure;
  readonly signal: AbortSignal;
  readonly answers: {
    readonly deals: ReadonlyMap<string, DealAnswer>;
    readonly rows: ReadonlyMap<string, RowsAnswer>;
  };
}

/** One deal from its facts to its end, which is committed before this returns. */
export async function bringInvoice(work: InvoiceWork, due: DueDeal): Promise<InvoiceEnd> {
  const { ports, account, runId } = work;
  const end = await bring(work, due, decide(work, due));
  await ports.saveEnd(account, { runId, version: due.version }, end);
  return end;
}

function decide(work: InvoiceWork, { dealId, entry }: DueDeal): InvoicePlan {
  const { books, answers, account, settings, items, ports } = work;
  const deal = answers.deals.get(dealId) ?? { id: dealId, state: 'missing' };
  if ('problem' in books) return { plan: 'hold', reason: 'books-unclear', detail: books.problem };
  const context = { books, settings, items, account, zone: ports.zone, now: ports.now() };
  try {
    return decideInvoice({ deal, rows: answers.rows.get(dealId), entry }, context);
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { plan: 'hold', reason: 'rule-failed', detail: `Deal ${dealId}: ${what}` };
  }
}

async function bring(work: InvoiceWork, due: DueDeal, plan: InvoicePlan): Promise<InvoiceEnd> {
  const { dealId } = due;
  switch (plan.plan) {
    case 'skip':
      return { dealId, lookUps: 0, end: 'skipped', reason: plan.reason };
    case 'ask-again':
      return postpone(work, { dealId, lookUps: 0, error: plan.error });
    case 'hold': {
      const { reason, detail, productIds } = plan;
      const products = productIds === undefined ? {} : { productIds };
      return { dealId, lookUps: 0, end: 'held', reason, detail, ...products };
    }
    case 'tell':
      return due.entry === undefined
        ? { dealId, lookUps: 0, end: 'skipped', reason: 'unchanged' }
        : tell(work, { ...due.entry, number: plan.number }, 0);
    case 'make':
      return make(work, due, plan);
  }
}

async function make(work: InvoiceWork, due: DueDeal, plan: MakePlan): Promise<InvoiceEnd> {
  const { ports, account, settings, tenure, signal } = work;
  const { dealId } = due;
  const order = { account, dealId, plan, entry: due.entry, settings, tenure, signal };
  const made = await makeDocument(ports, order);
  const { lookUps } = made;
  if (made.state === 'held') return { dealId, end: 'held', ...made };
  if (made.state === 'later') return { dealId, end: 'later', ...made };
  const { invoice } = made;
  const entry: InvoiceEntry = {
    ...{ dealId, ref: invoice.ref, state: 'posted', number: invoice.number },
    ...{ documentDate: invoice.date, total: plan.draft.total, fingerprint: plan.fingerprint },
    ...{ sold: plan.sold, reason: null, lookUps: due.entry?.lookUps ?? 0 },
  };
  await ports.saveEntry(account, entry);
  return tell(work, entry, lookUps);
}

/** Writes number and link into the deal; the document itself stands whatever becomes of this. */
async function tell(work: InvoiceWork, entry: InvoiceEntry, lookUps: number): Promise<InvoiceEnd> {
  const { ports, account, settings, signal } = work;
  const { dealId, ref, number } = entry;
  const link = ports.books(account).toInvoiceLink(ref);
  try {
    const told = { dealId, number: number ?? '', link, settings };
    const { dropped } = await ports.tellDeal(account, told, signal);
    if (dropped.includes(settings.numberField)) {
      const detail = `The portal did not keep ${settings.numberField} of deal ${dealId}.`;
      return { dealId, lookUps, end: 'held', reason: 'number-not-kept', detail };
    }
    return { dealId, lookUps, end: 'told', entry: { ...entry, state: 'told' } };
  } catch (error) {
    const { finalReason, message } = judgeFailure(error);
    if (finalReason === undefined) return postpone(work, { dealId, lookUps, error });
    return { dealId, lookUps, end: 'held', reason: 'number-not-kept', detail: message };
  }
}

function postpone(
  { ports }: InvoiceWork,
  failed: { dealId: string; lookUps: number; error: unknown },
): InvoiceEnd {
  return { ...failed, end: 'later', until: new Date(ports.now().getTime() + SETTLE_DELAY_MS) };
}
