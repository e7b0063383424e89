/** Kinds of cards by the vendor's numbers (b24restdocs catalog/data-types.md). */
export const productTypes = {
  simple: 1,
  bundle: 2,
  parent: 3,
  offer: 4,
  service: 7,
} as const;
export type ProductKind = keyof typeof productTypes;

/** The block of products and the block of their offers, as in the vendor's own examples. */
export const productsIblock = 23;
export const offersIblock = 24;

/** A card of the catalogue. */
export interface Product {
  readonly id: number;
  readonly iblockId: number;
  /** Of an offer: the card it is a variant of. */
  readonly parentId: number | null;
  readonly type: number;
  name: string;
  isActive: boolean;
  xmlId: string;
  /** The catalogue's own number of a unit. */
  measure: number;
  /** Tenge with VAT. */
  price: number;
  quantity: number;
  quantityReserved: number;
  barcodes: readonly string[];
  article: string;
  readonly createdMs: number;
  changedMs: number;
}

/** A unit of the catalogue: its own number, the classifier's code and the short name. */
export interface Measure {
  readonly id: number;
  readonly code: number;
  readonly symbol: string;
}

export const measures: readonly Measure[] = [
  { id: 5, code: 796, symbol: 'шт' },
  { id: 7, code: 778, symbol: 'упак' },
  { id: 9, code: 166, symbol: 'кг' },
];

/** The unit of a short name; pieces for names that the catalogue does not have. */
export function measureOf(symbol: string): Measure {
  const known = measures.find((measure) => measure.symbol === symbol) ?? measures[0];
  if (!known) throw new RangeError('The catalogue has no units.');
  return known;
}

/** A property of the cards of a block; barcodes and articles live in such properties. */
export interface ProductProperty {
  readonly id: number;
  readonly iblockId: number;
  readonly code: string;
  readonly name: string;
  readonly isMultiple: boolean;
  read(product: Product): readonly string[];
  write(product: Product, values: readonly string[]): void;
}

const barcodeProperty = (id: number, iblockId: number): ProductProperty => ({
  id,
  iblockId,
  code: 'BARCODE',
  name: 'Штрихкод',
  isMultiple: true,
  read: (product) => product.barcodes,
  write: (product, values) => {
    product.barcodes = values;
  },
});

export const productProperties: readonly ProductProperty[] = [
  barcodeProperty(41, productsIblock),
  {
    id: 43,
    iblockId: productsIblock,
    code: 'ARTICLE',
    name: 'Артикул',
    isMultiple: false,
    read: ({ article }) => (article === '' ? [] : [article]),
    write: (product, values) => {
      product.article = values[0] ?? '';
    },
  },
  barcodeProperty(51, offersIblock),
];
