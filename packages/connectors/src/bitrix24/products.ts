/** The cards of the catalogue: all of them, or some by id (b24restdocs catalog/product). */
import { isVendorError } from '../http/vendor-error.ts';
import type { CommandAnswer } from './batch.ts';
import type { ProductCatalog, ProductProperty } from './catalogue-model.ts';
import type {
  CatalogueClient,
  ListProductsOptions,
  ProductAnswer,
  ProductPage,
} from './catalogue-operations.ts';
import {
  needIds,
  NotAsDocumented,
  readAll,
  toFlag,
  toId,
  toIdOrNull,
  toRow,
  toTextOrNull,
} from './catalogue-wire.ts';
import { readChainedPages } from './chained-pages.ts';
import { BATCH_SIZE } from './limits.ts';
import { readNumberedPages } from './numbered-pages.ts';
import type { CallOptions } from './operations.ts';
import type { Portal } from './portal.ts';
import { toListedProduct, toProductCard } from './product-card.ts';

type ProductReads = Pick<
  CatalogueClient,
  'listCatalogs' | 'listProductProperties' | 'listProducts' | 'listOffers' | 'getProducts'
>;

/** Two of them are compulsory, the others are what a card has here. */
const SELECT = [
  ...['id', 'iblockId', 'name', 'active', 'type', 'xmlId', 'measure', 'parentId'],
  ...['quantity', 'quantityReserved'],
];

/** Codes for a card that is not there or that may not be seen: rights are asked first. */
const MISSING = new Set(['200040300040', '200040300043']);

/** Binds the reading of cards to a portal. */
export function createProductReads(portal: Portal): ProductReads {
  return {
    listCatalogs: async (options = {}) => {
      const operation = 'listCatalogs';
      const list = { operation, method: 'catalog.catalog.list', key: 'catalogs', params: {} };
      const rows = await readNumberedPages(portal, list, options);
      return readAll(portal, operation, { rows, read: toCatalog });
    },
    listProductProperties: async (catalogId, options = {}) => {
      const operation = 'listProductProperties';
      const rows = await readNumberedPages(
        portal,
        {
          ...{ operation, method: 'catalog.productProperty.list', key: 'productProperties' },
          params: { filter: { iblockId: catalogId }, order: { id: 'ASC' } },
        },
        options,
      );
      return readAll(portal, operation, { rows, read: toProperty });
    },
    listProducts: (catalogId, options = {}) =>
      listCards(
        portal,
        { operation: 'listProducts', method: 'catalog.product.list', key: 'products' },
        { catalogId, options },
      ),
    listOffers: (catalogId, options = {}) =>
      listCards(
        portal,
        { operation: 'listOffers', method: 'catalog.product.offer.list', key: 'offers' },
        { catalogId, options },
      ),
    getProducts: (ids, options = {}) => getProducts(portal, ids, options),
  };
}

async function* listCards(
  portal: Portal,
  list: { operation: string; method: string; key: string },
  { catalogId, options }: { catalogId: string; options: ListProductsOptions },
): AsyncGenerator<ProductPage> {
  needIds([catalogId], 'catalogues', 1);
  const { properties = [], ...listOptions } = options;
  const select = [
    ...SELECT,
    ...needIds(properties, 'properties', 100).map((id) => `property${id}`),
  ];
  const pages = readChainedPages(
    portal,
    { ...list, select, filter: { iblockId: catalogId } },
    listOptions,
  );
  for await (const { readAt, lastId, rows } of pages) {
    yield { readAt, lastId, products: rows.map(toListedProduct) };
  }
}

async function getProducts(
  portal: Portal,
  ids: readonly string[],
  options: CallOptions,
): ReturnType<CatalogueClient['getProducts']> {
  const operation = 'getProducts';
  const asked = [...new Set(needIds(ids, 'products of getProducts', BATCH_SIZE))];
  if (asked.length === 0) throw new RangeError('getProducts needs at least one id.');
  const commands = asked.map((id) => ({
    ...{ key: `c${id}`, method: 'catalog.product.get', params: { id } },
  }));
  const { answer, sentAt } = await portal.batch({ operation, commands, options });
  const products = ids.map((id) =>
    toProductAnswer(portal, { operation, id, answer: answer.answerOf(`c${id}`) }),
  );
  return { readAt: sentAt, products };
}

function toProductAnswer(
  portal: Portal,
  { operation, id, answer }: { operation: string; id: string; answer: CommandAnswer },
): ProductAnswer {
  if (answer.state === 'refused') {
    const { code, description } = answer.error;
    if (MISSING.has(code) || /does not exist/i.test(description)) return { id, state: 'missing' };
  }
  try {
    const result = portal.resultOf(answer, operation);
    const product = toProductCard(toRow(result)['product']);
    return { id, state: 'found', product };
  } catch (thrown) {
    if (isVendorError(thrown)) return { id, state: 'failed', error: thrown };
    if (!(thrown instanceof NotAsDocumented)) throw thrown;
    return { id, state: 'unreadable', problem: thrown.message };
  }
}

function toCatalog(raw: unknown): ProductCatalog {
  const row = toRow(raw);
  return {
    id: toId(row['iblockId'], 'iblockId'),
    name: toTextOrNull(row['name'], 'name') ?? '',
    parentCatalogId: toIdOrNull(row['productIblockId'], 'productIblockId'),
  };
}

function toProperty(raw: unknown): ProductProperty {
  const row = toRow(raw);
  return {
    id: toId(row['id'], 'id'),
    catalogId: toId(row['iblockId'], 'iblockId'),
    code: toTextOrNull(row['code'], 'code'),
    name: toTextOrNull(row['name'], 'name') ?? '',
    isMultiple: toFlag(row['multiple'], 'multiple', false),
  };
}
