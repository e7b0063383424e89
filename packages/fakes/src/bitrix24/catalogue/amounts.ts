import { createRowShelf, type RowShelf } from './row-shelf.ts';

/** How much of a product a store has. */
export interface AmountRow {
  readonly id: number;
  readonly productId: number;
  readonly storeId: number;
  amount: number;
}

/** Amounts by store; a pair without a row has nothing. */
export interface AmountShelf extends Pick<RowShelf<AmountRow>, 'rows' | 'get' | 'positionOf'> {
  of(productId: number): readonly AmountRow[];
  read(productId: number, storeId: number): number;
  /** Sets the level of a pair; the row is made when it is missing. */
  write(productId: number, storeId: number, amount: number): void;
  /** Over all stores. */
  sum(productId: number): number;
  forget(productId: number): void;
}

/** Makes an empty table of amounts. */
export function createAmountShelf(): AmountShelf {
  const shelf = createRowShelf<AmountRow>();
  const byProduct = new Map<number, AmountRow[]>();
  const find = (productId: number, storeId: number): AmountRow | undefined =>
    byProduct.get(productId)?.find((row) => row.storeId === storeId);
  return {
    rows: shelf.rows,
    get: shelf.get,
    positionOf: shelf.positionOf,
    of: (productId) => byProduct.get(productId) ?? [],
    read: (productId, storeId) => find(productId, storeId)?.amount ?? 0,
    sum: (productId) =>
      toQuantity((byProduct.get(productId) ?? []).reduce((sum, row) => sum + row.amount, 0)),
    write: (productId, storeId, amount) => {
      const known = find(productId, storeId);
      if (known) {
        known.amount = toQuantity(amount);
        return;
      }
      const row = { id: shelf.nextId(), productId, storeId, amount: toQuantity(amount) };
      byProduct.set(productId, [...(byProduct.get(productId) ?? []), shelf.add(row)]);
    },
    forget: (productId) => {
      for (const { id } of byProduct.get(productId) ?? []) shelf.remove(id);
      byProduct.delete(productId);
    },
  };
}

/** Four decimals, as the vendor's tables keep quantities. */
export function toQuantity(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
