import type { Clock } from '@ponte/clock';
import type { OnecClient } from '@ponte/connectors/onec';
import type { Organisation, PostingTemplate } from '@ponte/connectors/onec/model';
import type { InvoicePorts } from '@ponte/integrations/onec-bitrix24/invoice/ports';
import type { OnecSettings } from '@ponte/integrations/onec-bitrix24/settings';
import { createKeptReads } from './kept-reads.ts';

/** Virtual milliseconds: dictionaries of a base change by the month. */
const FRESH_MS = 10 * 60_000;

type ReadBooks = InvoicePorts['readBooks'];

export interface BooksWorld {
  readonly clock: Clock;
  onec(account: string): OnecClient;
}

/** One dictionary of the base, read once and kept for a while. */
type Ask = <Value>(what: string, readNow: () => Promise<Value>) => Promise<Value>;

/** What every invoice of a base needs. What is not right yet is asked for again. */
export function createReadBooks({ clock, onec }: BooksWorld): ReadBooks {
  const kept = createKeptReads(clock);
  return async (account, settings, signal) => {
    const ask: Ask = (what, readNow) => kept.read(`${account}/${what}`, FRESH_MS, readNow);
    const books = await readBooks({ onec: onec(account), ask, signal }, settings);
    if ('problem' in books) kept.forget(`${account}/`);
    return books;
  };
}

interface Base {
  readonly onec: OnecClient;
  readonly ask: Ask;
  readonly signal: AbortSignal;
}

async function readBooks(base: Base, settings: OnecSettings): ReturnType<ReadBooks> {
  const { onec, ask, signal } = base;
  const firms = await ask('firms', () => onec.listOrganisations({ signal }));
  const organisation = chooseFirm(firms, settings);
  if (organisation === undefined) {
    return {
      problem:
        'The base has several firms, or not the one of the setting: set onec-bitrix24/organisation.',
    };
  }
  const warehouses = await ask('warehouses', () => onec.listWarehouses({ signal }));
  const usable = warehouses.filter(({ isDeleted }) => !isDeleted);
  const wanted = settings.invoiceWarehouse;
  const warehouse = usable
    .filter(({ ref }) => wanted === null || ref === wanted)
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))[0];
  if (warehouse === undefined) {
    return { problem: 'The base has no such warehouse: set onec-bitrix24/invoiceWarehouse.' };
  }
  const currencies = await ask('currencies', () => onec.listDictionary('currencies', { signal }));
  const tenge = currencies.find(({ code, name }) => code.trim() === '398' || name === 'KZT');
  if (tenge === undefined) return { problem: 'The base has no currency KZT (398).' };
  const { ref: firm } = organisation;
  const template =
    (await ask(`template ${firm}`, () => onec.findPostingTemplate(firm, { signal }))) ??
    (await readTemplate(base, settings));
  const rates = await ask('rates', () => onec.readVatRates({ signal }));
  // A name that a person gave is taken at its word, so that its absence is said.
  const paymentField =
    settings.paymentField === 'auto'
      ? await ask('payment field', () => onec.findPaymentField({ signal }))
      : settings.paymentField;
  const found = { organisation, warehouse: warehouse.ref, currency: tenge.ref };
  return { ...found, template, rates, paymentField };
}

/** The firm of the setting, else the only one, else the only one that pays VAT. */
function chooseFirm(
  all: readonly Organisation[],
  { organisation }: OnecSettings,
): Organisation | undefined {
  const usable = all.filter(({ isDeleted }) => !isDeleted);
  if (organisation !== null) return usable.find(({ ref }) => ref === organisation);
  if (usable.length === 1) return usable[0];
  const payers = usable.filter(({ isVatPayer }) => isVatPayer);
  return payers.length === 1 ? payers[0] : undefined;
}

/** A base without an earlier sale: the accounts by their codes. */
async function readTemplate(
  { onec, ask, signal }: Base,
  { accounts }: OnecSettings,
): Promise<PostingTemplate> {
  const known = await ask('accounts', () => onec.listDictionary('accounts', { signal }));
  const pick = <Name extends string>(name: Name, code: string): { [Key in Name]?: string } => {
    const found = known.find((one) => one.code.trim() === code);
    return (found === undefined ? {} : { [name]: found.ref }) as { [Key in Name]?: string };
  };
  const income = pick('income', accounts.income);
  const cost = pick('cost', accounts.cost);
  return {
    from: '',
    accounts: {
      ...pick('settlement', accounts.settlement),
      ...pick('advances', accounts.advances),
    },
    goods: { ...pick('stock', accounts.stock), ...income, ...cost },
    services: { ...income, ...cost },
  };
}
