/** How sets and fields of the published configuration are described. */
export type EdmType =
  'Edm.String' | 'Edm.Guid' | 'Edm.Boolean' | 'Edm.DateTime' | 'Edm.Double' | 'Edm.Int64';

export interface FieldSchema {
  readonly name: string;
  readonly type: EdmType;
  /** What is longer is cut without a word. */
  readonly maxLength?: number;
  /** The set a reference points to. */
  readonly target?: string;
  /** Holds references to several sets; which one says the field with `_Type` behind its name. */
  readonly isComposite?: true;
}

export interface SetSchema {
  readonly name: string;
  readonly kind: 'catalog' | 'document' | 'accounts' | 'register' | 'records' | 'rows' | 'table';
  /** The fields that name one of its entities. */
  readonly keys: readonly string[];
  readonly fields: readonly FieldSchema[];
  /** Table parts by name. */
  readonly parts: Readonly<Record<string, readonly FieldSchema[]>>;
}

/** A string; longer ones are cut. */
export const text = (name: string, maxLength?: number): FieldSchema => ({
  name,
  type: 'Edm.String',
  ...(maxLength === undefined ? {} : { maxLength }),
});
/** A boolean. */
export const flag = (name: string): FieldSchema => ({ name, type: 'Edm.Boolean' });
/** Local time of the base. */
export const date = (name: string): FieldSchema => ({ name, type: 'Edm.DateTime' });
/** A number with decimals. */
export const real = (name: string): FieldSchema => ({ name, type: 'Edm.Double' });
/** A reference to an object of another set. */
export const ref = (name: string, target: string): FieldSchema => ({
  name: `${name}_Key`,
  type: 'Edm.Guid',
  target,
});

/** A reference to objects of several sets: the value, and the set it points to. */
export const composite = (name: string): readonly FieldSchema[] => [
  { name, type: 'Edm.String', isComposite: true },
  { name: `${name}_Type`, type: 'Edm.String' },
];
export const lineNumber: FieldSchema = { name: 'LineNumber', type: 'Edm.Int64' };
