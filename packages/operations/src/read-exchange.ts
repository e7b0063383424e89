import { countPostedInvoices, countProducts, type ProductCounts } from '@ponte/db/exchange-figures';
import { listHeldKeys } from '@ponte/db/held';
import { INVOICE_MARK } from '@ponte/db/onec-invoices';
import { findLastRun } from '@ponte/db/runs';
import { syncStock } from '@ponte/integrations/onec-bitrix24/jobs';
import { queueOf } from '@ponte/jobs/define';
import type { OperationPorts } from './ports.ts';
import { toStockSync, type StockSync } from './sync-onec.ts';

/** How the exchange between 1C and Bitrix24 stands. */
export interface ExchangeView {
  /** The last stock run that came to an end; null: none did. */
  readonly stock: StockSync | null;
  readonly invoices: {
    readonly postedInDay: number;
    /** Deals that wait for a person. */
    readonly held: number;
  };
  readonly products: ProductCounts;
}

const DAY_MS = 24 * 3_600_000;

/** Reads the figures of one account from the rows. */
export async function readExchange(
  { database: { pool }, clock }: Pick<OperationPorts, 'database' | 'clock'>,
  account: string,
): Promise<ExchangeView> {
  const since = new Date(clock.nowMs() - DAY_MS);
  const integration = queueOf(syncStock.name);
  const [stock, postedInDay, held, products] = await Promise.all([
    findLastRun(pool, { job: syncStock.name, account, states: ['done', 'held'] }),
    countPostedInvoices(pool, { account, since }),
    listHeldKeys(pool, { integration, account, kind: INVOICE_MARK }),
    countProducts(pool, account),
  ]);
  return {
    stock: stock === undefined ? null : toStockSync(stock),
    invoices: { postedInDay, held: held.size },
    products,
  };
}
