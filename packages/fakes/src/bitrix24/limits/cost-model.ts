/** Seconds of server time that the portal charges; slept for real only when `sleeps` is on. */
export interface CostModel {
  /** Each command. */
  base: number;
  /** Each selected column of each returned row. */
  perCell: number;
  /** Each matched row when the answer has an exact total (the vendor's COUNT). */
  perCountedRow: number;
  /** Each row skipped by an offset. */
  perSkippedRow: number;
  /** Each add, update or delete: it also starts workflows and automation rules. */
  perWrite: number;
  /** Whether answers really come that late (in virtual time). */
  sleeps: boolean;
}

/** A 50-row page of all columns costs about 0.02 s; a COUNT 20 µs per matched row. */
export const defaultCost: CostModel = {
  base: 0.008,
  perCell: 0.0000025,
  perCountedRow: 0.00002,
  perSkippedRow: 0.000001,
  perWrite: 0.25,
  sleeps: false,
};

/** Longer requests are cut by the cloud (b24restdocs limits.md). */
export const longestRequestSeconds = 60;
