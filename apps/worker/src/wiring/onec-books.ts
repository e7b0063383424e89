import type { Clock } from '@ponte/clock';
import type { OnecClient } from '@ponte/connectors/onec';
import type { Organisation, PostingTemplate, Product } from '@ponte/connectors/onec/model';
import type { InvoicePorts } from '@ponte/integrations/onec-bitrix24/invoice/ports';
import type { OnecSettings } from '@ponte/integrations/onec-bitrix24/settings';
import type { MappingDoor } from './onec-mapping.ts';

/** Virtual milliseconds: dictionaries of a base change by the month, items by the hour. */
const BOOKS_FOR_MS = 10 * 60_000;
const ITEMS_FOR_MS = 60 * 60_000;
const MISSING_ITEMS_FOR_MS = 60_000;

type Reads = Pick<InvoicePorts, 'readBooks' | 'findItems'>;

export interface BooksWorld {
  readonly mapping: MappingDoor;
  readonly clock: Clock;
  onec(account: string): OnecClient;
}

interface KeptItems {
  readonly readAt: number;
  readonly byRef: ReadonlyMap<string, Product>;
  readonly byCode: ReadonlyMap<string, Product>;
}

/** What could not be read, or is not right yet, is asked for again. */
async function keepOnlyRight(
  kept: Map<string, unknown>,
  key: string,
  value: ReturnType<Reads['readBooks']>,
): Promise<void> {
  try {
    if ('problem' in (await value)) kept.delete(key);
  } catch {
    // Whoever asked is told; here it only must not be kept.
    kept.delete(key);
  }
}

/** What every invoice of a base needs, read once and kept for a while. */
export function createBooksReads(world: BooksWorld): Reads {
  const { clock, mapping, onec } = world;
  const books = new Map<string, { readAt: number; value: ReturnType<Reads['readBooks']> }>();
  const items = new Map<string, KeptItems>();
  return {
    readBooks: (account, settings, signal) => {
      const { organisation, invoiceWarehouse, accounts } = settings;
      const key = JSON.stringify([account, organisation, invoiceWarehouse, accounts]);
      const kept = books.get(key);
      if (kept !== undefined && clock.nowMs() - kept.readAt < BOOKS_FOR_MS) return kept.value;
      const value = readBooks(onec(account), settings, signal);
      books.set(key, { readAt: clock.nowMs(), value });
      void keepOnlyRight(books, key, value);
      return value;
    },
    findItems: async (account, productIds, signal) => {
      const linked = await mapping.listMapped(account, productIds);
      let kept = items.get(account);
      const find = (one: (typeof linked)[number]): Product | undefined =>
        (one.onecRefKey === null ? undefined : kept?.byRef.get(one.onecRefKey)) ??
        kept?.byCode.get(one.onecProductCode);
      const ageMs = clock.nowMs() - (kept?.readAt ?? Number.NEGATIVE_INFINITY);
      const isMissing = linked.some((one) => find(one) === undefined);
      if (
        linked.length > 0 &&
        (ageMs > ITEMS_FOR_MS || (isMissing && ageMs > MISSING_ITEMS_FOR_MS))
      ) {
        kept = await readItems(onec(account), { now: clock.nowMs(), signal });
        items.set(account, kept);
      }
      const found = linked.flatMap((one) => {
        const item = find(one);
        return item === undefined ? [] : [[one.bitrix24ProductId, item] as const];
      });
      return new Map(found);
    },
  };
}

async function readItems(
  onec: OnecClient,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<KeptItems> {
  const all: Product[] = [];
  for await (const { products } of onec.listProducts({ signal })) all.push(...products);
  return {
    readAt: now,
    byRef: new Map(all.map((item) => [item.ref, item])),
    byCode: new Map(all.map((item) => [item.code, item])),
  };
}

async function readBooks(
  onec: OnecClient,
  settings: OnecSettings,
  signal: AbortSignal,
): ReturnType<Reads['readBooks']> {
  const organisation = chooseFirm(await onec.listOrganisations({ signal }), settings);
  if (organisation === undefined) {
    return {
      problem:
        'The base has several firms, or not the one of the setting: set onec-bitrix24/organisation.',
    };
  }
  const warehouses = await onec.listWarehouses({ signal });
  const usable = warehouses.filter(({ isDeleted }) => !isDeleted);
  const wanted = settings.invoiceWarehouse;
  const warehouse = usable
    .filter(({ ref }) => wanted === null || ref === wanted)
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))[0];
  if (warehouse === undefined) {
    return { problem: 'The base has no such warehouse: set onec-bitrix24/invoiceWarehouse.' };
  }
  const currencies = await onec.listDictionary('currencies', { signal });
  const tenge = currencies.find(({ code, name }) => code.trim() === '398' || name === 'KZT');
  if (tenge === undefined) return { problem: 'The base has no currency KZT (398).' };
  const template =
    (await onec.findPostingTemplate(organisation.ref, { signal })) ??
    (await readTemplate(onec, settings, signal));
  const rates = await onec.readVatRates({ signal });
  return { organisation, warehouse: warehouse.ref, currency: tenge.ref, template, rates };
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
  onec: OnecClient,
  { accounts }: OnecSettings,
  signal: AbortSignal,
): Promise<PostingTemplate> {
  const known = await onec.listDictionary('accounts', { signal });
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
