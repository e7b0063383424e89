import type { DealAnswer } from '@ponte/connectors/bitrix24';
import type { OnecSettings } from '../settings.ts';
import { adoptInvoice } from './adopt-invoice.ts';
import type { DueDeal, HowItEnded, InvoiceEnd, InvoiceEntry } from './invoice-entry.ts';
import { makeDocument } from './make-document.ts';
import type {
  Books,
  BooksProblem,
  InvoicePorts,
  InvoiceTenure,
  LinkedItems,
  RowsAnswer,
} from './ports.ts';
import { bePatient, NAMES_WAIT_MS, SETTLE_DELAY_MS } from './rules/be-patient.ts';
import { decideInvoice, type InvoicePlan } from './rules/decide-invoice.ts';
import type { MakePlan } from './rules/decide-sold.ts';
import type { AdoptPlan } from './rules/decide-foreign.ts';
import type { PaymentNames } from './rules/payment-names.ts';
import { judgeFailure, toTrouble } from './rules/judge-failure.ts';

export interface InvoiceWork {
  readonly ports: InvoicePorts;
  readonly account: string;
  readonly settings: OnecSettings;
  readonly names: PaymentNames;
  readonly books: Books | BooksProblem;
  readonly linked: LinkedItems;
  readonly tenure: InvoiceTenure;
  readonly signal: AbortSignal;
  readonly answers: {
    readonly deals: ReadonlyMap<string, DealAnswer>;
    readonly rows: ReadonlyMap<string, RowsAnswer>;
  };
}

/** How a deal ended, and what was looked up on the way. */
type Brought = HowItEnded & { readonly lookUps?: number };

/** One deal from its facts to its end, which is committed before this returns. */
export async function bringInvoice(work: InvoiceWork, due: DueDeal): Promise<InvoiceEnd> {
  const { ports, tenure } = work;
  const { dealId, tries, version } = due;
  const plan = decide(work, due);
  const brought = await bring(work, due, plan);
  const { lookUps = 0, ...how } = brought;
  const ended = how.end === 'later' ? bePatient(how, { tries, now: ports.now() }) : how;
  const ref = plan.plan === 'make' ? plan.draft.ref : due.entry?.ref;
  const trace = { dealId, ref, productIds: listProducts(work, dealId), lookUps };
  const end: InvoiceEnd = { ...trace, ...ended };
  await tenure.saveEnd(version, end);
  return end;
}

function listProducts({ answers }: InvoiceWork, dealId: string): string[] {
  const answer = answers.rows.get(dealId);
  const rows = answer?.state === 'found' ? answer.rows : [];
  return [...new Set(rows.flatMap(({ productId }) => productId ?? []))];
}

function decide(work: InvoiceWork, { dealId, entry, word, wasSeen }: DueDeal): InvoicePlan {
  const { books, answers, account, settings, names, linked, ports } = work;
  const deal = answers.deals.get(dealId) ?? { id: dealId, state: 'missing' };
  if ('problem' in books) return { plan: 'hold', reason: 'books-unclear', detail: books.problem };
  const portalId = ports.portalId(account);
  const now = ports.now();
  const context = { books, settings, names, linked, portalId, zone: ports.zone, now };
  const facts = { deal, rows: answers.rows.get(dealId), entry, word, wasSeen };
  try {
    return decideInvoice(facts, context);
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { plan: 'hold', reason: 'rule-failed', detail: `Deal ${dealId}: ${what}` };
  }
}

async function bring(work: InvoiceWork, due: DueDeal, plan: InvoicePlan): Promise<Brought> {
  switch (plan.plan) {
    case 'skip':
      return { end: 'skipped', reason: plan.reason };
    case 'ask-again':
      return postpone(work, plan.error);
    case 'names-first':
      return awaitNames(work);
    case 'hold': {
      const { plan: _, ...held } = plan;
      return { end: 'held', ...held };
    }
    case 'tell':
      return due.entry === undefined
        ? { end: 'skipped', reason: 'unchanged' }
        : tellAgain(work, { ...due.entry, number: plan.number }, due.word);
    case 'adopt':
      return adopt(work, due, plan);
    case 'make':
      return make(work, due, plan);
  }
}

async function make(work: InvoiceWork, due: DueDeal, plan: MakePlan): Promise<Brought> {
  const { ports, account, settings, tenure, signal } = work;
  const { dealId, entry: before } = due;
  const portalId = ports.portalId(account);
  const order = { account, portalId, dealId, plan, entry: before, settings, tenure, signal };
  const { made, lookUps } = await makeDocument(ports, order);
  if (made.end !== 'posted') return { ...made, lookUps };
  const { invoice } = made;
  const entry: InvoiceEntry = {
    ...{ dealId, ref: invoice.ref, state: 'posted', number: invoice.number },
    ...{ documentDate: invoice.date, total: plan.draft.total, fingerprint: plan.fingerprint },
    ...{ sold: plan.sold, reason: null, lookUps: before?.lookUps ?? 0, isUnclear: false },
  };
  await tenure.saveEntry(entry);
  return { ...(await tell(work, entry)), lookUps };
}

async function adopt(work: InvoiceWork, { dealId }: DueDeal, plan: AdoptPlan): Promise<Brought> {
  const { ports, account, books, tenure, signal } = work;
  if ('problem' in books) return { end: 'held', reason: 'books-unclear', detail: books.problem };
  try {
    const { organisation } = books;
    const adopted = await adoptInvoice(ports, {
      account,
      dealId,
      plan,
      organisation,
      tenure,
      signal,
    });
    return adopted.end === 'adopted' ? await tell(work, adopted.entry) : adopted;
  } catch (error) {
    const { finalReason, message } = judgeFailure(error);
    if (finalReason === undefined) return postpone(work, error);
    return { end: 'held', reason: finalReason, detail: message };
  }
}

/** The deal alone is told: a person who keeps the document as it is has still said so. */
async function tellAgain(
  work: InvoiceWork,
  entry: InvoiceEntry,
  word: DueDeal['word'],
): Promise<HowItEnded> {
  const told = await tell(work, entry);
  return told.end === 'told' ? { ...told, isKept: word?.said === 'keep' } : told;
}

/** Writes number and link into the deal; the document itself stands whatever becomes of this. */
async function tell(work: InvoiceWork, entry: InvoiceEntry): Promise<HowItEnded> {
  const { ports, account, settings, tenure, signal } = work;
  const { dealId, ref, number } = entry;
  const link = ports.books(account).toInvoiceLink(ref);
  await tenure.confirm();
  try {
    const told = { dealId, number: number ?? '', link, settings };
    const { dropped } = await ports.tellDeal(account, told, signal);
    if (dropped.includes(settings.numberField)) {
      const detail = `The portal did not keep ${settings.numberField} of deal ${dealId}.`;
      return { end: 'held', reason: 'number-not-kept', detail };
    }
    return { end: 'told', entry: { ...entry, state: 'told' } };
  } catch (error) {
    const { finalReason } = judgeFailure(error);
    if (finalReason === undefined) return postpone(work, error);
    return { end: 'held', reason: 'number-not-kept', detail: toTrouble(error).message };
  }
}

/** Nothing has failed: an option that is newer than the names is looked for once more. */
async function awaitNames({ ports, account }: InvoiceWork): Promise<HowItEnded> {
  await ports.ringDictionaries(account);
  const until = new Date(ports.now().getTime() + NAMES_WAIT_MS);
  const error = new Error(
    'The portal’s names are read first; one of them may say how it was paid.',
  );
  return { end: 'later', until, error, isTry: false };
}

function postpone({ ports }: InvoiceWork, error: unknown): HowItEnded {
  const until = new Date(ports.now().getTime() + SETTLE_DELAY_MS);
  return { end: 'later', until, error, isTry: true };
}
