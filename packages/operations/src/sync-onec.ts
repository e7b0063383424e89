import { markDirty } from '@ponte/db/dirty';
import { noteNamed } from '@ponte/db/invoice-notes';
import { INVOICE_MARK, listSoldDeals } from '@ponte/db/onec-invoices';
import { findFieldsReadAt } from '@ponte/db/dictionaries';
import { listFieldOptions, listOptionIds } from '@ponte/db/option-ids';
import type { RunRow } from '@ponte/db/runs';
import { listSettings } from '@ponte/db/settings';
import {
  mayBeDue,
  type PaymentNames,
} from '@ponte/integrations/onec-bitrix24/invoice/rules/payment-names';
import { drainInvoices, readCards, syncStock } from '@ponte/integrations/onec-bitrix24/jobs';
import { toOnecSettings, type OnecSettings } from '@ponte/integrations/onec-bitrix24/settings';
import type { Sql } from '@ponte/db/client';
import { ask, type AskedRun } from './asked-run.ts';
import type { Actor, OperationPorts } from './ports.ts';

const INTEGRATION = 'onec-bitrix24';
const DAY_MS = 86_400_000;

/**
 * Has 1C's stock brought into the portal now instead of at night. Refused when the integration is
 * paused. Rejects when the queue is out of reach.
 */
export async function askStock(
  ports: OperationPorts,
  { account }: { account: string },
  actor: Actor,
): Promise<AskedRun> {
  return ask(ports, { job: syncStock, payload: { account }, action: 'stock.started', actor });
}

/**
 * Has both catalogues read now instead of at night, so that products are matched. Refused when the
 * integration is paused. Rejects when the queue is out of reach.
 */
export async function askProducts(
  ports: OperationPorts,
  { account }: { account: string },
  actor: Actor,
): Promise<AskedRun> {
  return ask(ports, { job: readCards, payload: { account }, action: 'products.started', actor });
}

/**
 * Has invoices looked at again: of the deals named, or of every deal that is sold and paid and not
 * too old. Refused when the integration is paused. Rejects when the queue is out of reach.
 */
export async function askInvoices(
  ports: OperationPorts,
  { account, dealIds }: { account: string; dealIds: readonly string[] | undefined },
  actor: Actor,
): Promise<AskedRun & { readonly marked: number }> {
  const sql = ports.database.pool;
  const ids = dealIds ?? (await listDueDeals(sql, { account, now: ports.clock.now() }));
  await noteNamed(sql, { account, dealIds: dealIds ?? [] });
  await markDirty(sql, { account, kind: INVOICE_MARK, ids });
  const payload = { account };
  const asked = await ask(ports, {
    job: drainInvoices,
    payload,
    action: 'invoices.started',
    actor,
  });
  return { ...asked, marked: ids.length, find: async () => toAnswer(await asked.find()) };
}

/** A run that comes again because some deals are stuck has ended for whoever asked for the others. */
function toAnswer(run: RunRow | undefined): RunRow | undefined {
  const isThrough = run?.state === 'waiting' && run.counts['told'] !== undefined;
  return isThrough ? { ...run, state: 'done' } : run;
}

/** Deals that are sold, not too old, and paid as far as anybody can tell. */
export async function listDueDeals(
  sql: Sql,
  { account, now }: { account: string; now: Date },
): Promise<string[]> {
  const settings = await readOnecSettings(sql, account);
  const since = new Date(now.getTime() - settings.mostDaysLate * DAY_MS);
  const { closingStages } = settings;
  const names = await readPaymentNames(sql, { account, settings });
  const deals = await listSoldDeals(sql, { account, stages: closingStages, since });
  return deals.filter((deal) => mayBeDue(deal, settings, names)).map(({ id }) => id);
}

/**
 * The settings in force. A deal carries the ids of list options while people write their texts: the
 * ids of options with such a text are added to the payment's values.
 */
export async function readOnecSettings(sql: Sql, account: string): Promise<OnecSettings> {
  const settings = toOnecSettings(await listSettings(sql, INTEGRATION));
  const { payment } = settings;
  const fields: Record<string, string[]> = {};
  for (const [field, values] of Object.entries(payment.fields)) {
    const ids = await listOptionIds(sql, { account, field, names: values });
    fields[field] = [...values, ...ids];
  }
  return { ...settings, payment: { ...payment, fields } };
}

/** What is known of the options by which a deal says how it was paid. */
export async function readPaymentNames(
  sql: Sql,
  { account, settings }: { account: string; settings: Pick<OnecSettings, 'payment'> },
): Promise<PaymentNames> {
  const fields = Object.keys(settings.payment.fields);
  return {
    readAt: await findFieldsReadAt(sql, account),
    options: await listFieldOptions(sql, { account, fields }),
  };
}

/** What a reading of both catalogues found, as its row says. */
export interface ProductsRead {
  readonly runId: string;
  readonly at: Date;
  /** Items of 1C and cards of the portal; cards that could not be read; those that are gone. */
  readonly items: number;
  readonly products: number;
  readonly problems: number;
  readonly retired: number;
}

/** The reading that has ended. */
export function toProductsRead({ id, counts, startedAt }: RunRow): ProductsRead {
  const figure = (name: string): number => counts[name] ?? 0;
  return {
    ...{ runId: id, at: startedAt, items: figure('items'), products: figure('products') },
    ...{ problems: figure('problems'), retired: figure('retired') },
  };
}

/** What a stock run did, as its row says. */
export interface StockSync {
  readonly runId: string;
  readonly at: Date;
  readonly outcome: 'done' | 'held' | 'skipped';
  readonly reason: string | null;
  readonly message: string | null;
  readonly rows: number;
  readonly changed: number;
  readonly written: number;
  readonly zeroed: number;
}

/** The stock run that has ended. */
export function toStockSync({ id, state, reason, message, counts, startedAt }: RunRow): StockSync {
  const figure = (name: string): number => counts[name] ?? 0;
  return {
    ...{ runId: id, at: startedAt, reason, message },
    outcome: state === 'held' || state === 'skipped' ? state : 'done',
    ...{ rows: figure('rows'), changed: figure('changed') },
    ...{ written: figure('written'), zeroed: figure('zeroed') },
  };
}

/** The same for a reader. */
export function describeStockSync(sync: StockSync): string {
  if (sync.message !== null) return sync.message;
  if (sync.changed === 0)
    return `${sync.rows} figures of 1C; the portal was equal, nothing was written.`;
  return `${sync.rows} figures of 1C; ${sync.changed} differed and ${sync.written} were written.`;
}
