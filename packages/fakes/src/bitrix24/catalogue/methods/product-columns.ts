import type { Json } from '../../../json.ts';
import type { ListSchema, Column } from '../lists/column.ts';
import { productProperties, productTypes, type Product, type ProductProperty } from '../product.ts';

const flag = (name: string, read: (product: Product) => boolean): Column<Product> => ({
  name,
  kind: 'code',
  read: (product) => (read(product) ? 'Y' : 'N'),
});
const whole = (name: string, read: (product: Product) => number): Column<Product> => ({
  name,
  kind: 'integer',
  read,
});
const decimal = (name: string, read: (product: Product) => number): Column<Product> => ({
  name,
  kind: 'number',
  read,
});
const words = (name: string, read: (product: Product) => string): Column<Product> => ({
  name,
  kind: 'text',
  read,
});
const instant = (name: string, read: (product: Product) => number): Column<Product> => ({
  name,
  kind: 'date',
  read,
});

const columns: readonly Column<Product>[] = [
  flag('active', ({ isActive }) => isActive),
  flag('available', ({ quantity }) => quantity > 0),
  flag('barcodeMulti', () => false),
  flag('bundle', ({ type }) => type === productTypes.bundle),
  flag('canBuyZero', () => false),
  words('code', () => ''),
  whole('createdBy', () => 1),
  instant('dateCreate', ({ createdMs }) => createdMs),
  whole('iblockId', ({ iblockId }) => iblockId),
  whole('iblockSectionId', () => 0),
  whole('id', ({ id }) => id),
  whole('measure', ({ measure }) => measure),
  whole('modifiedBy', () => 1),
  words('name', ({ name }) => name),
  words('purchasingCurrency', () => 'KZT'),
  decimal('purchasingPrice', purchasingPriceOf),
  decimal('quantity', ({ quantity }) => quantity),
  decimal('quantityReserved', ({ quantityReserved }) => quantityReserved),
  flag('quantityTrace', () => true),
  whole('sort', () => 100),
  instant('timestampX', ({ changedMs }) => changedMs),
  whole('type', ({ type }) => type),
  whole('vatId', () => 1),
  flag('vatIncluded', () => true),
  words('xmlId', ({ xmlId }) => xmlId),
];

const parentColumn: Column<Product> = {
  name: 'parentId',
  read: ({ parentId }) => parentId,
  write: ({ id, parentId }) =>
    parentId === null ? null : { value: String(parentId), valueId: String(id * 10 + 9) },
};

/** The columns of the cards of one block: its own properties come behind the common ones. */
export function productSchema(iblockId: number): ListSchema<Product> {
  const own = productProperties.filter((property) => property.iblockId === iblockId);
  return {
    takesIn: false,
    columns: [...columns, parentColumn, ...own.map(toPropertyColumn)],
  };
}

/** What a card was bought for: three quarters of what it is sold for. */
export function purchasingPriceOf({ price }: Product): number {
  return Math.round(price * 75) / 100;
}

function toPropertyColumn(property: ProductProperty): Column<Product> {
  return {
    name: `property${property.id}`,
    kind: 'code',
    read: property.read,
    write: (product) => writeProperty(property, product),
  };
}

/** {value, valueId}, a list of them for a multiple property, null for none. */
function writeProperty(property: ProductProperty, product: Product): Json {
  const values = property.read(product).map((value, index) => ({
    value,
    valueId: String(product.id * 100 + property.id + index),
  }));
  if (values.length === 0) return null;
  return property.isMultiple ? values : (values[0] ?? null);
}
