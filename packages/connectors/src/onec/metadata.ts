/** `$metadata` as Ponte uses it: which sets and fields there are, their types and lengths. */
export interface OnecField {
  readonly name: string;
  /** `Edm.String`, `Edm.Guid`, `Collection(StandardODATA.…_RowType)`. */
  readonly type: string;
  /** Characters that 1C keeps; what is longer it cuts without a word. */
  readonly maxLength?: number;
}

export interface OnecSet {
  readonly name: string;
  readonly fields: ReadonlyMap<string, OnecField>;
}

export interface OnecMetadata {
  readonly sets: ReadonlyMap<string, OnecSet>;
  /** Row types of table parts: `Document_X_Товары_RowType`. */
  readonly rowTypes: ReadonlyMap<string, OnecSet>;
  /** Virtual time at which it was read from 1C. */
  readonly readAt: Date;
}
