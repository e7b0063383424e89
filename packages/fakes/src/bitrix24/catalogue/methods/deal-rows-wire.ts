import type { JsonObject } from '../../../json.ts';
import type { Catalogue } from '../catalogue.ts';
import type { DealRow } from '../deal-row.ts';

/** A row as crm.deal.productrows.get writes it: ids of the row as texts, the rest as numbers. */
export function toLegacyRow(catalogue: Catalogue, row: DealRow): JsonObject {
  const { net, netto, brutto, rate } = toPrices(row);
  return {
    ID: String(row.id),
    OWNER_ID: String(row.dealId),
    OWNER_TYPE: 'D',
    PRODUCT_ID: row.productId,
    PRODUCT_NAME: row.productName,
    ORIGINAL_PRODUCT_NAME: catalogue.products.get(row.productId)?.name ?? row.productName,
    PRODUCT_DESCRIPTION: null,
    PRICE: row.price,
    PRICE_EXCLUSIVE: net,
    PRICE_NETTO: netto,
    PRICE_BRUTTO: brutto,
    PRICE_ACCOUNT: row.price.toFixed(2),
    QUANTITY: row.quantity,
    DISCOUNT_TYPE_ID: 2,
    DISCOUNT_RATE: rate,
    DISCOUNT_SUM: row.discountSum,
    TAX_RATE: row.taxRate,
    TAX_INCLUDED: row.isTaxIncluded ? 'Y' : 'N',
    CUSTOMIZED: 'Y',
    MEASURE_CODE: row.measureCode,
    MEASURE_NAME: row.measureName,
    SORT: row.sort,
    XML_ID: '',
    TYPE: row.type,
    STORE_ID: row.storeId,
    RESERVE_ID: null,
    DATE_RESERVE_END: null,
    RESERVE_QUANTITY: null,
  };
}

/** A row as crm.item.productrow.* writes it. */
export function toItemRow(row: DealRow): JsonObject {
  const { net, netto, brutto, rate } = toPrices(row);
  return {
    id: row.id,
    ownerId: row.dealId,
    ownerType: 'D',
    productId: row.productId,
    productName: row.productName,
    price: row.price,
    priceAccount: row.price,
    priceExclusive: net,
    priceNetto: netto,
    priceBrutto: brutto,
    quantity: row.quantity,
    discountTypeId: 2,
    discountRate: rate,
    discountSum: row.discountSum,
    taxRate: row.taxRate,
    taxIncluded: row.isTaxIncluded ? 'Y' : 'N',
    customized: 'Y',
    measureCode: row.measureCode,
    measureName: row.measureName,
    sort: row.sort,
    xmlId: '',
    type: row.type,
    storeId: row.storeId === 0 ? null : row.storeId,
  };
}

interface Prices {
  /** With discount, without tax. */
  readonly net: number;
  /** Without discount and tax. */
  readonly netto: number;
  /** Without discount, with tax. */
  readonly brutto: number;
  /** Discount in per cent. */
  readonly rate: number;
}

function toPrices({ price, discountSum, taxRate }: DealRow): Prices {
  const factor = 1 + (taxRate ?? 0) / 100;
  const net = price / factor;
  const netto = net + discountSum;
  return {
    net: round(net),
    netto: round(netto),
    brutto: round(netto * factor),
    rate: netto === 0 ? 0 : round((discountSum / netto) * 100),
  };
}

const round = (value: number): number => Math.round(value * 1e8) / 1e8;
