import { updateDeal } from '../deal-edits/edit-deals.ts';
import type { Portal } from '../portal.ts';
import { dealRowsOf } from './catalogue.ts';
import type { DealRow } from './deal-row.ts';
import { measureOf, measures } from './product.ts';

/** What is known of a row before it has an id; what is left out comes from the product. */
export type RowDraft = Partial<Omit<DealRow, 'id' | 'dealId'>>;

/** Makes a row of a deal from what was given and what the catalogue knows of the product. */
export function addDealRow(portal: Portal, dealId: number, draft: RowDraft): DealRow {
  const { dealRows, products } = portal.catalogue;
  const id = dealRows.nextId();
  const product = products.get(draft.productId ?? 0);
  const measure = measures.find((known) => known.id === product?.measure) ?? measureOf('шт');
  const given = Object.fromEntries(
    Object.entries(draft).filter(([, value]) => value !== undefined),
  ) as RowDraft;
  return dealRows.add({
    id,
    dealId,
    productId: 0,
    productName: product?.name ?? `[${id}]`,
    price: product?.price ?? 0,
    quantity: 1,
    discountSum: 0,
    taxRate: null,
    isTaxIncluded: true,
    measureCode: measure.code,
    measureName: measure.symbol,
    sort: (dealRowsOf(portal.catalogue, dealId).length + 1) * 10,
    type: product?.type ?? 1,
    storeId: 0,
    ...given,
  });
}

/** Puts rows in the place of all rows of a deal. */
export function replaceDealRows(portal: Portal, dealId: number, drafts: readonly RowDraft[]): void {
  for (const { id } of dealRowsOf(portal.catalogue, dealId)) portal.catalogue.dealRows.remove(id);
  for (const draft of drafts) addDealRow(portal, dealId, draft);
}

/** The deal follows its rows: its amount, its moment of change, and an event for whoever listens. */
export function touchDeal(
  portal: Portal,
  dealId: number,
  edit: { by: string; isSilent?: boolean },
): void {
  const sum = dealRowsOf(portal.catalogue, dealId).reduce(
    (total, { price, quantity }) => total + price * quantity,
    0,
  );
  const isTyped = portal.deals.read(dealId, 'IS_MANUAL_OPPORTUNITY') === 'Y';
  const changes = new Map(isTyped ? [] : [['OPPORTUNITY', sum.toFixed(2)] as const]);
  updateDeal(portal, dealId, { ...edit, changes });
}
