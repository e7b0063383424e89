/**
 * The product rows of deals by `crm.deal.productrows.get`: all rows of a deal at once, ids of rows
 * as texts and the rest as numbers (b24restdocs crm-deal-productrows-get.md). The newer method pages
 * and says "access denied" for a deal that is gone.
 */
import { isVendorError } from '../http/vendor-error.ts';
import type { CommandAnswer } from './batch.ts';
import type { DealProductRow } from './catalogue-model.ts';
import type { CatalogueClient, DealRowsAnswer } from './catalogue-operations.ts';
import {
  needIds,
  NotAsDocumented,
  toDecimal,
  toFlag,
  toId,
  toIdOrNull,
  toRow,
  toTextOrNull,
} from './catalogue-wire.ts';
import { judgeWireError } from './errors.ts';
import { BATCH_SIZE } from './limits.ts';
import type { Portal } from './portal.ts';

const OPERATION = 'readDealProductRows';

/** Binds `readDealProductRows` to a portal. */
export function createReadDealProductRows(portal: Portal): CatalogueClient['readDealProductRows'] {
  return async (dealIds, options = {}) => {
    const asked = [...new Set(needIds(dealIds, 'deals of readDealProductRows', BATCH_SIZE))];
    if (asked.length === 0) throw new RangeError('readDealProductRows needs at least one deal id.');
    const commands = asked.map((id) => ({
      ...{ key: `r${id}`, method: 'crm.deal.productrows.get', params: { id } },
    }));
    const { answer, sentAt } = await portal.batch({ operation: OPERATION, commands, options });
    const deals = dealIds.map((id) => toAnswer(portal, id, answer.answerOf(`r${id}`)));
    return { readAt: sentAt, deals };
  };
}

function toAnswer(portal: Portal, id: string, answer: CommandAnswer): DealRowsAnswer {
  if (answer.state === 'refused') {
    const { kind, code, message } = judgeWireError(answer.error, 200);
    if (kind === 'not_found') return { id, state: 'missing' };
    if (kind === 'rejected') {
      const redacted = portal.toError(OPERATION, { kind, message }).message;
      return { id, state: 'refused', code: code ?? '', message: redacted };
    }
  }
  try {
    const result = portal.resultOf(answer, OPERATION);
    if (!Array.isArray(result)) throw new NotAsDocumented('the rows are not a list');
    return { id, state: 'found', rows: (result as unknown[]).map((row) => toDealRow(row, id)) };
  } catch (thrown) {
    if (isVendorError(thrown)) return { id, state: 'failed', error: thrown };
    if (!(thrown instanceof NotAsDocumented)) throw thrown;
    return { id, state: 'unreadable', problem: thrown.message };
  }
}

function toDealRow(raw: unknown, dealId: string): DealProductRow {
  const row = toRow(raw);
  if (toId(row['OWNER_ID'], 'OWNER_ID') !== dealId) {
    throw new NotAsDocumented('the row is of another deal');
  }
  const taxRate = row['TAX_RATE'];
  const hasRate = taxRate !== null && taxRate !== undefined && taxRate !== '';
  return {
    id: toId(row['ID'], 'ID'),
    productId: toIdOrNull(row['PRODUCT_ID'], 'PRODUCT_ID'),
    name: toTextOrNull(row['PRODUCT_NAME'], 'PRODUCT_NAME') ?? '',
    quantity: toDecimal(row['QUANTITY'], 'QUANTITY'),
    price: toDecimal(row['PRICE'], 'PRICE'),
    discountSum: toDecimal(row['DISCOUNT_SUM'], 'DISCOUNT_SUM'),
    taxRate: hasRate ? toDecimal(taxRate, 'TAX_RATE') : null,
    isTaxIncluded: toFlag(row['TAX_INCLUDED'], 'TAX_INCLUDED', false),
    measureCode: toIdOrNull(row['MEASURE_CODE'], 'MEASURE_CODE'),
    measureName: toTextOrNull(row['MEASURE_NAME'], 'MEASURE_NAME'),
    storeId: toIdOrNull(row['STORE_ID'], 'STORE_ID'),
    sort: Number(toDecimal(row['SORT'], 'SORT')),
  };
}
