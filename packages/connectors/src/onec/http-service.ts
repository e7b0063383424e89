/**
 * The second driver: the customer's own HTTP service with `create_order` and `get_stock_balances`
 * (docs/onec has its module). One call is one transaction of document and posting, and a repeated
 * reference is answered with the same document. Everything else goes through OData.
 */
import { z } from 'zod';
import type { Base } from './base.ts';
import { toInvoiceBody } from './invoice-body.ts';
import { checkDraft, readBack, type InvoiceOperations } from './invoices.ts';
import type { StockReading, StockRow } from './model.ts';
import type { BalanceOptions, OnecOperations } from './operations.ts';
import type { ReadMetadata } from './read-metadata.ts';
import { DOCUMENTS } from './sets.ts';
import { decimal, ref, text, toRowProblem } from './wire.ts';
import { checkBody, refuse, toWriteCall } from './write-object.ts';

const order = z.object({ success: z.literal(true), order_number: text });
const balances = z.object({ balances: z.array(z.unknown()) });
const balance: z.ZodType<StockRow> = z
  .object({ product_ref: ref, warehouse: ref, quantity: decimal })
  .transform((row) => ({
    product: row.product_ref,
    warehouse: row.warehouse,
    quantity: row.quantity,
  }));

export interface ServiceDriver {
  readonly createInvoice: InvoiceOperations['createInvoice'];
  readonly readBalances: OnecOperations['readBalances'];
}

/** Binds the service at `path` below the base (`hs/bitrix-integration`). */
export function createServiceDriver(
  base: Base,
  readMetadata: ReadMetadata,
  path: string,
): ServiceDriver {
  const root = path.replace(/^\/+|\/+$/g, '');
  return {
    createInvoice: async (draft, options = {}) => {
      const operation = 'createInvoice';
      if ((draft.document ?? 'sale') !== 'sale') {
        throw refuse(
          base,
          operation,
          'The HTTP service makes sales only: choose the driver odata.',
        );
      }
      checkDraft(base, operation, draft);
      const { Ref_Key: _, Posted: __, ...document } = toInvoiceBody(draft);
      await checkBody(base, readMetadata, {
        operation,
        set: DOCUMENTS.sale,
        body: document,
        options,
      });
      const json = { version: 1, ref: draft.ref, document };
      const answer = await base.send(
        toWriteCall({ operation, method: 'POST', path: `${root}/create_order`, json, options }),
      );
      if (!order.safeParse(answer.body).success) {
        throw base.toError(operation, {
          ...{ kind: 'unexpected_answer', effect: 'create' },
          message: 'create_order answered with another shape. Install the module of docs/onec.',
        });
      }
      return readBack(base, { operation, draft, body: document }, options);
    },
    readBalances: (options) => readServiceBalances(base, root, options),
  };
}

async function readServiceBalances(
  base: Base,
  root: string,
  { period, warehouses, organisation, ...options }: BalanceOptions,
): Promise<StockReading> {
  const operation = 'readBalances';
  const only = warehouses?.length === 1 ? { warehouse: warehouses[0] } : {};
  const json = {
    version: 1,
    period,
    ...only,
    ...(organisation === undefined ? {} : { organisation }),
  };
  const { body, sentAt } = await base.send({
    ...{ operation, effect: 'read', method: 'POST', path: `${root}/get_stock_balances` },
    ...{ json, options },
  });
  const parsed = balances.safeParse(body);
  if (!parsed.success) {
    throw base.toError(operation, {
      ...{ kind: 'unexpected_answer', effect: 'read' },
      message: 'get_stock_balances answered with another shape. Install the module of docs/onec.',
    });
  }
  const rows: StockRow[] = [];
  const problems: string[] = [];
  for (const [index, value] of parsed.data.balances.entries()) {
    const read = balance.safeParse(value);
    if (!read.success) problems.push(`balance ${index + 1}: ${toRowProblem(read.error)}`);
    else if (warehouses?.includes(read.data.warehouse) !== false) rows.push(read.data);
  }
  return { period, readAt: sentAt, rows, problems, pages: 1 };
}
