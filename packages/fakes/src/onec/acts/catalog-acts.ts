import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import { hashText, mix } from '../../seeded/random.ts';
import { localNow, type Base } from '../base.ts';
import { productRow } from '../contents/fill.ts';
import { refOf } from '../contents/refs.ts';
import { countWrite } from '../documents/write-object.ts';
import { emptyDate, textOf } from '../row.ts';
import { barcodeRegister } from '../schema.ts';
import type { Movement } from '../store.ts';
import type { Act } from './act.ts';
import { findCatalogRow } from './find-rows.ts';

const products = 'Catalog_Номенклатура';

/** What people do with goods, stock and VAT rates. */
export const catalogActs: Readonly<Record<string, Act>> = {
  'add-product': {
    takes: ['name', 'code', 'article', 'barcode', 'service'],
    run: (base, input) => {
      const index = 2_000_000 + (base.store.sets.get(products)?.size ?? 0);
      const name = input.text('name').slice(0, 80);
      const code = input.optionalText('code') ?? `99-${String(index).padStart(8, '0')}`;
      const [article, barcode] = [input.optionalText('article'), input.optionalText('barcode')];
      const good = {
        index,
        code,
        article: article ?? '',
        barcode: barcode ?? '',
        unit: 'шт',
      } as const;
      const names = { nameIn1c: name, nameInBitrix24: name, price: 500 };
      const row = productRow(base.seed, { ...good, ...names });
      row['Услуга'] = input.optionalBoolean('service') ?? false;
      const ref = textOf(row, 'Ref_Key');
      base.store.sets.get(products)?.set(ref, row);
      if (barcode !== undefined) {
        const line = { Штрихкод: barcode, Номенклатура_Key: ref };
        base.store.sets.get(barcodeRegister)?.set(barcode, line);
      }
      return { ref, code };
    },
  },
  'rename-product': {
    takes: ['product', 'name'],
    run: (base, input) => {
      const row = findCatalogRow(base, products, input.text('product'));
      row['Description'] = input.text('name').slice(0, 80);
      countWrite(base, row);
      return { ref: row['Ref_Key'] ?? '' };
    },
  },
  'retire-product': {
    takes: ['product'],
    run: (base, input) => {
      const row = findCatalogRow(base, products, input.text('product'));
      row['DeletionMark'] = true;
      countWrite(base, row);
      return { ref: row['Ref_Key'] ?? '' };
    },
  },
  'set-stock': {
    takes: ['product', 'warehouse', 'quantity', 'period'],
    run: (base, input) => {
      const product = textOf(findCatalogRow(base, products, input.text('product')), 'Ref_Key');
      const warehouse = textOf(
        findCatalogRow(base, 'Catalog_Склады', input.text('warehouse')),
        'Ref_Key',
      );
      const quantity = needNumber(input, 'quantity');
      const period = input.optionalText('period') ?? localNow(base);
      const before = quantityOf(base, product, warehouse);
      base.store.movements.push(
        movementOf(base, { period, product, warehouse, quantity: quantity - before }),
      );
      return { product, warehouse, before, quantity };
    },
  },
  'mutate-stock': {
    takes: ['share', 'period', 'seed'],
    run: (base, input) => {
      const share = input.optionalNumber('share') ?? 0.02;
      const salt = input.optionalNumber('seed') ?? 1;
      const period = input.optionalText('period') ?? localNow(base);
      const changed = changeShare(base, { share, salt, period });
      return { changed };
    },
  },
  'lose-stock': {
    takes: ['share', 'period'],
    run: (base, input) => {
      const share = input.optionalNumber('share') ?? 0.5;
      const period = input.optionalText('period') ?? localNow(base);
      return { lost: loseShare(base, share, period) };
    },
  },
  'set-vat-rate': {
    takes: ['name', 'percent', 'from', 'to', 'deleted'],
    run: (base, input) => {
      const row = findCatalogRow(base, 'Catalog_СтавкиНДС', input.text('name'));
      const percent = input.optionalNumber('percent');
      if (percent !== undefined) row['Ставка'] = percent;
      if (input.has('from')) row['ДатаНачала'] = toDay(input.text('from'));
      if (input.has('to')) row['ДатаОкончания'] = toDay(input.text('to'));
      row['DeletionMark'] = input.optionalBoolean('deleted') ?? row['DeletionMark'] ?? false;
      countWrite(base, row);
      return { ref: row['Ref_Key'] ?? '' };
    },
  },
};

/** Quantities by product and warehouse, joined by a space. */
export function quantities(base: Base): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { product, warehouse, quantity } of base.store.movements) {
    const key = `${product} ${warehouse}`;
    sums.set(key, Math.round(((sums.get(key) ?? 0) + quantity) * 1000) / 1000);
  }
  return sums;
}

function quantityOf(base: Base, product: string, warehouse: string): number {
  return quantities(base).get(`${product} ${warehouse}`) ?? 0;
}

function movementOf(
  base: Base,
  {
    period,
    product,
    warehouse,
    quantity,
  }: Pick<Movement, 'period' | 'product' | 'warehouse' | 'quantity'>,
): Movement {
  const firm = refOf(base.seed, 'firm', 0);
  return { period, recorder: 'by hand', firm, product, warehouse, quantity, cost: 0 };
}

/** Adds 1 to 9 to a share of the products, each in one warehouse. */
function changeShare(
  base: Base,
  { share, salt, period }: { share: number; salt: number; period: string },
): number {
  const seen = new Set<string>();
  let changed = 0;
  for (const key of quantities(base).keys()) {
    const [product = '', warehouse = ''] = key.split(' ');
    if (seen.has(product)) continue;
    seen.add(product);
    const bits = mix(base.seed, hashText(product), salt);
    if (bits / 0x1_0000_0000 >= share) continue;
    base.store.movements.push(
      movementOf(base, { period, product, warehouse, quantity: 1 + (bits % 9) }),
    );
    changed += 1;
  }
  return changed;
}

/** Takes a share of the products to nothing in all warehouses, as a wrong posting would. */
function loseShare(base: Base, share: number, period: string): number {
  let lost = 0;
  for (const [key, quantity] of quantities(base)) {
    const [product = '', warehouse = ''] = key.split(' ');
    if (quantity === 0 || mix(base.seed, hashText(product), 77) / 0x1_0000_0000 >= share) continue;
    base.store.movements.push(
      movementOf(base, { period, product, warehouse, quantity: -quantity }),
    );
    lost += 1;
  }
  return lost;
}

function needNumber(input: InputReader, name: string): number {
  const value = input.fields[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ControlRefusal(`"${name}" must be a number; it may be negative or fractional.`);
}

function toDay(text: string): string {
  if (text === '') return emptyDate;
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00`;
  throw new ControlRefusal('set-vat-rate: "from" and "to" are days such as 2026-01-01, or "".');
}
