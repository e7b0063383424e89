/** A product row of a deal. Prices are in the deal's currency and per unit. */
export interface DealRow {
  readonly id: number;
  readonly dealId: number;
  /** 0: typed by hand, not from the catalogue. */
  productId: number;
  productName: string;
  /** After discount, with tax: what the customer pays. */
  price: number;
  quantity: number;
  /** Absolute, per unit. */
  discountSum: number;
  taxRate: number | null;
  isTaxIncluded: boolean;
  measureCode: number;
  measureName: string;
  sort: number;
  type: number;
  storeId: number;
}
