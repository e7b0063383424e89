import type { Control } from './control.ts';

const SALES = 'Document_РеализацияТоваровУслуг';

export interface Sides {
  readonly portal: Control;
  readonly base: Control;
}

interface Sale {
  Ref_Key: string;
  Number: string;
  Posted: boolean;
}

/** Closed Kaspi deals, those whose number is that of a posted sale, and deals with two sales. */
export async function compareInvoices(
  { portal, base }: Sides,
  kaspi: string,
): Promise<{ closed: number; invoiced: number; duplicates: number }> {
  const fields = 'ID,STAGE_ID,UF_CRM_PAYMENT,UF_CRM_1C_INVOICE';
  const { deals } = await portal.state(`?deals=1&fields=${fields}`);
  const closed = (deals as Record<string, string | null>[]).filter(
    (deal) => deal['UF_CRM_PAYMENT'] === kaspi && /(?:^|:)WON$/.test(deal['STAGE_ID'] ?? ''),
  );
  const { rows, sameComment } = await base.state(`?set=${encodeURIComponent(SALES)}`);
  const numbers = new Set(
    (rows as Sale[]).filter(({ Posted }) => Posted).map((sale) => sale.Number),
  );
  const invoiced = closed.filter((deal) => numbers.has(deal['UF_CRM_1C_INVOICE'] ?? '')).length;
  return { closed: closed.length, invoiced, duplicates: (sameComment as unknown[]).length };
}

/** Linked cards whose quantity is not the sum of 1C's warehouses. */
export async function countUnequalStock(
  { portal, base }: Sides,
  links: readonly { productId: string; code: string }[],
): Promise<number> {
  const { products } = await portal.state('?products=1');
  const { rows } = await base.state(`?set=${encodeURIComponent('Catalog_Номенклатура')}`);
  const { stock } = await base.state('?stock=1');
  const sums = new Map<string, number>();
  for (const { product, quantity } of stock as { product: string; quantity: number }[]) {
    sums.set(product, (sums.get(product) ?? 0) + Math.round(quantity * 1_000));
  }
  const refs = new Map(
    (rows as { Code: string; Ref_Key: string }[]).map((row) => [row.Code, row.Ref_Key]),
  );
  const shown = new Map(
    (products as { id: number; quantity: number }[]).map((card) => [
      String(card.id),
      Math.round(card.quantity * 1_000),
    ]),
  );
  return links.filter(({ productId, code }) => {
    const wanted = Math.max(0, sums.get(refs.get(code) ?? '') ?? 0);
    return shown.has(productId) && shown.get(productId) !== wanted;
  }).length;
}
