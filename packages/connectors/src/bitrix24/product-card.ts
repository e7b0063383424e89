/** A card of the catalogue as it stands on the wire (b24restdocs catalog/data-types.md). */
import type { ListedProduct, ProductCard, ProductKind } from './catalogue-model.ts';
import {
  NotAsDocumented,
  toDecimal,
  toFlag,
  toId,
  toIdOrNull,
  toRow,
  toTextOrNull,
} from './catalogue-wire.ts';
import { readNumberId } from './chained-pages.ts';

/** The vendor's numbers (b24restdocs catalog/data-types.md). */
const KINDS = new Map<string, ProductKind>([
  ['1', 'simple'],
  ['2', 'bundle'],
  ['3', 'parent'],
  ['4', 'offer'],
  ['6', 'parent'],
  ['7', 'service'],
]);

/** A row of a list of cards, or what is wrong with it. */
export function toListedProduct(row: unknown): ListedProduct {
  try {
    const product = toProductCard(row);
    return { ok: true, id: product.id, product };
  } catch (thrown) {
    if (!(thrown instanceof NotAsDocumented)) throw thrown;
    return { ok: false, id: readNumberId(row), problem: thrown.message };
  }
}

/** A card as the lists and the getter write it. Throws `NotAsDocumented`. */
export function toProductCard(raw: unknown): ProductCard {
  const row = toRow(raw);
  return {
    id: toId(row['id'], 'id'),
    catalogId: toId(row['iblockId'], 'iblockId'),
    parentId: toParentId(row['parentId']),
    kind: KINDS.get(toTextOrNull(row['type'], 'type') ?? '') ?? 'other',
    name: toTextOrNull(row['name'], 'name') ?? '',
    isActive: toFlag(row['active'], 'active', true),
    xmlId: toTextOrNull(row['xmlId'], 'xmlId'),
    quantity: toDecimal(row['quantity'], 'quantity'),
    quantityReserved: toDecimal(row['quantityReserved'], 'quantityReserved'),
    measureId: toIdOrNull(row['measure'], 'measure'),
    properties: toProperties(row),
  };
}

/** A property like the others: {value, valueId}. */
function toParentId(value: unknown): string | null {
  if (value === null || value === undefined || value === false) return null;
  return toIdOrNull(typeof value === 'object' ? toRow(value)['value'] : value, 'parentId');
}

/** `property41`: {value, valueId}, or a list of them. */
function toProperties(
  row: Readonly<Record<string, unknown>>,
): Readonly<Record<string, readonly string[]>> {
  const properties: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(row)) {
    const id = /^property(\d+)$/.exec(name)?.[1];
    if (id === undefined) continue;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    const texts = items.map(toPropertyText).filter((text) => text !== null);
    if (texts.length > 0) properties[id] = texts;
  }
  return properties;
}

/** Properties with texts and numbers only: files and the like are not read. */
function toPropertyText(item: unknown): string | null {
  const value = typeof item === 'object' && item !== null ? toRow(item)['value'] : item;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
