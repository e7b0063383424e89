/**
 * Warehouses and what they have (b24restdocs catalog/store, catalog/store-product). Amounts are read
 * here only: quantities of cards or documents change them, by the portal's inventory mode.
 */
import type { Store, StoreAmount } from './catalogue-model.ts';
import type { CatalogueClient, ListRowsOptions, StoreAmountsPage } from './catalogue-operations.ts';
import {
  inParts,
  needIds,
  readAll,
  toDecimal,
  toFlag,
  toId,
  toRow,
  toRowsOf,
  toTextOrNull,
} from './catalogue-wire.ts';
import { readChainedPages, readNumberId } from './chained-pages.ts';
import { BATCH_SIZE, PAGE_SIZE } from './limits.ts';
import { readNumberedPages } from './numbered-pages.ts';
import type { CallOptions } from './operations.ts';
import type { Portal } from './portal.ts';

type StoreReads = Pick<
  CatalogueClient,
  'readInventoryMode' | 'listStores' | 'readStoreAmounts' | 'readStoreAmountsOf'
>;

const AMOUNTS = { method: 'catalog.storeproduct.list', key: 'storeProducts' } as const;
const AMOUNT_FIELDS = ['id', 'productId', 'storeId', 'amount'];

/** Binds the reading of stores to a portal. */
export function createStoreReads(portal: Portal): StoreReads {
  return {
    readInventoryMode: (options = {}) => readInventoryMode(portal, options),
    listStores: async (options = {}) => {
      const operation = 'listStores';
      const params = { order: { id: 'ASC' } };
      const list = { operation, method: 'catalog.store.list', key: 'stores', params };
      const rows = await readNumberedPages(portal, list, options);
      return readAll(portal, operation, { rows, read: toStore });
    },
    readStoreAmounts: (options = {}) => readStoreAmounts(portal, options),
    readStoreAmountsOf: (productIds, options = {}) =>
      readStoreAmountsOf(portal, productIds, options),
  };
}

async function readInventoryMode(portal: Portal, options: CallOptions): Promise<'on' | 'off'> {
  const operation = 'readInventoryMode';
  const { result } = await portal.call({
    ...{ operation, effect: 'read', method: 'catalog.document.mode.status', options },
  });
  if (result === 'Y' || result === true) return 'on';
  if (result === 'N' || result === false) return 'off';
  throw portal.toError(operation, {
    kind: 'unexpected_answer',
    effect: 'read',
    message: 'The portal did not say whether inventory accounting is on. Nothing was written.',
  });
}

async function* readStoreAmounts(
  portal: Portal,
  options: ListRowsOptions,
): AsyncGenerator<StoreAmountsPage> {
  const operation = 'readStoreAmounts';
  const list = { operation, ...AMOUNTS, select: AMOUNT_FIELDS };
  for await (const { readAt, lastId, rows } of readChainedPages(portal, list, options)) {
    yield { readAt, lastId, amounts: readAll(portal, operation, { rows, read: toAmount }) };
  }
}

/** One command per product: the list takes no several ids at once (issue b24restdocs #181). */
async function readStoreAmountsOf(
  portal: Portal,
  productIds: readonly string[],
  options: CallOptions,
): Promise<readonly StoreAmount[]> {
  const operation = 'readStoreAmountsOf';
  const asked = [...new Set(needIds(productIds, 'products', Number.MAX_SAFE_INTEGER))];
  const amounts: StoreAmount[] = [];
  let open = asked.map((productId) => ({ productId, afterId: '0' }));
  while (open.length > 0) {
    const more: typeof open = [];
    for (const part of inParts(open, BATCH_SIZE)) {
      const commands = part.map(({ productId, afterId }) => ({
        key: `a${productId}`,
        method: AMOUNTS.method,
        params: {
          select: AMOUNT_FIELDS,
          filter: { productId, '>id': afterId },
          order: { id: 'ASC' },
          start: -1,
        },
      }));
      const { answer } = await portal.batch({ operation, commands, options });
      for (const { productId } of part) {
        const own = { answer: answer.answerOf(`a${productId}`), key: AMOUNTS.key };
        const rows = toRowsOf(portal, operation, own);
        amounts.push(...readAll(portal, operation, { rows, read: toAmount }));
        const afterId = readNumberId(rows.at(-1));
        if (rows.length === PAGE_SIZE && afterId !== undefined) more.push({ productId, afterId });
      }
    }
    open = more;
  }
  return amounts;
}

function toStore(raw: unknown): Store {
  const row = toRow(raw);
  return {
    id: toId(row['id'], 'id'),
    title: toTextOrNull(row['title'], 'title') ?? toTextOrNull(row['address'], 'address') ?? '',
    isActive: toFlag(row['active'], 'active', true),
    code: toTextOrNull(row['code'], 'code'),
    xmlId: toTextOrNull(row['xmlId'], 'xmlId'),
  };
}

function toAmount(raw: unknown): StoreAmount {
  const row = toRow(raw);
  return {
    productId: toId(row['productId'], 'productId'),
    storeId: toId(row['storeId'], 'storeId'),
    amount: toDecimal(row['amount'], 'amount'),
  };
}
