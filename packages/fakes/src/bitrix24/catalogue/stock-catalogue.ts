import {
  makeTradeGoods,
  openingStock,
  tradeWarehouses,
  type TradeGood,
} from '../../trade-goods.ts';
import { createEmptyCatalogue, type Catalogue } from './catalogue.ts';
import {
  measureOf,
  offersIblock,
  productsIblock,
  productTypes,
  type Product,
  type ProductKind,
} from './product.ts';

/** What a catalogue holds at the start of a run. */
export interface CatalogueStart {
  readonly seed: number;
  /** Goods of the trading company; 0 leaves the catalogue empty. */
  readonly goods: number;
  readonly stores: number;
  /** Every n-th good begins with amounts of its own; 0 is none. */
  readonly differEvery: number;
}

/** The id of the card of a good. */
export const productIdOf = (index: number): number => firstGoodId + index * 2;
const firstGoodId = 1001;
const openingMs = Date.UTC(2024, 0, 9, 6);

/** Makes the catalogue of a seed: cards that no 1C item has, then one card per good. */
export function stockCatalogue(start: CatalogueStart): Catalogue {
  const catalogue = createEmptyCatalogue();
  if (start.goods === 0) return catalogue;
  for (const { index, nameInBitrix24 } of tradeWarehouses.slice(0, start.stores)) {
    const title = nameInBitrix24;
    catalogue.stores.add({ id: index + 1, title, isActive: true, createdMs: openingMs });
  }
  for (const extra of extras) catalogue.products.add({ ...card, ...extra });
  for (const good of makeTradeGoods(start.seed, start.goods)) addGood(catalogue, good, start);
  return catalogue;
}

const card = {
  iblockId: productsIblock,
  parentId: null,
  isActive: true,
  xmlId: '',
  measure: measureOf('шт').id,
  quantity: 0,
  quantityReserved: 0,
  barcodes: [],
  article: '',
  createdMs: openingMs,
  changedMs: openingMs,
} as const;

const extra = (
  id: number,
  kind: ProductKind,
  told: Pick<Product, 'name' | 'price'> & Partial<Product>,
): Product => ({ ...card, id, type: productTypes[kind], ...told });

const offer = (id: number, size: string, barcode: string): Product =>
  extra(id, 'offer', {
    ...{ name: `Футболка с логотипом, ${size}`, price: 6500 },
    ...{ iblockId: offersIblock, parentId: 907, barcodes: [barcode] },
  });

const extras: readonly Product[] = [
  extra(901, 'service', { name: 'Доставка по городу', price: 1500 }),
  extra(903, 'bundle', { name: 'Набор подарочный: 3 упаковки чая', price: 9900 }),
  extra(905, 'simple', { name: 'Крем старый (не выбирайте)', price: 100, isActive: false }),
  extra(907, 'parent', { name: 'Футболка с логотипом', price: 0 }),
  offer(909, 'S', '4870000000012'),
  offer(911, 'L', '4870000000029'),
];

function addGood(catalogue: Catalogue, good: TradeGood, start: CatalogueStart): void {
  const id = productIdOf(good.index);
  const product = catalogue.products.add({
    ...card,
    id,
    type: productTypes.simple,
    name: good.nameInBitrix24,
    measure: measureOf(good.unit).id,
    price: good.price,
    barcodes: good.barcode === '' ? [] : [good.barcode],
    article: good.article,
  });
  const differs = start.differEvery > 0 && good.index % start.differEvery === 0;
  for (const warehouse of tradeWarehouses.slice(0, start.stores)) {
    const amount = openingStock(start.seed, good, warehouse) + (differs ? 3 : 0);
    if (amount > 0) catalogue.amounts.write(id, warehouse.index + 1, amount);
  }
  product.quantity = catalogue.amounts.sum(id);
}
