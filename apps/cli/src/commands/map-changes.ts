import { listDecided } from '@ponte/db/product-mappings';
import type { MappingChanged } from '@ponte/operations/change-mapping';
import {
  mapProduct,
  refuseProduct,
  unmapProduct,
  type AskedPair,
  type ProductMapped,
} from '@ponte/operations/map-product';
import { undoMapping, type UndoSelection } from '@ponte/operations/undo-mapping';
import type { Desk } from '../desk.ts';
import type { WritingOptions } from '../global-options.ts';

const account = 'default';

export interface PairOptions extends WritingOptions {
  readonly product: string;
  readonly code: string;
  readonly name?: string;
  readonly onecName?: string;
}

/** Links a card with a product of 1C and says what goes on now. */
export async function setMapping(desk: Desk, asked: PairOptions): Promise<void> {
  if (asked.dryRun === true) return showBefore(desk, asked, `linked with ${asked.code}`);
  const { mapping, ...end } = await mapProduct(desk.ports, toPair(asked), desk.actor(asked.why));
  const name = mapping.onecProductName === '' ? mapping.onecProductCode : mapping.onecProductName;
  showEnd(desk, { ...end, mapping }, `Product ${asked.product} is ${name} in 1C.`);
}

/** Says that a card is not this product of 1C. */
export async function refuseMapping(desk: Desk, asked: PairOptions): Promise<void> {
  if (asked.dryRun === true) return showBefore(desk, asked, `refused for ${asked.code}`);
  const { mapping, ...end } = await refuseProduct(desk.ports, toPair(asked), desk.actor(asked.why));
  const words = `Product ${asked.product} is not ${asked.code} and is not suggested for it again.`;
  showEnd(desk, { ...end, mapping }, words);
}

/** Parts a card from its product of 1C. */
export async function removeMapping(
  desk: Desk,
  asked: WritingOptions & { readonly product: string },
): Promise<void> {
  if (asked.dryRun === true) return showBefore(desk, asked, 'linked with nothing');
  const pair = { account, bitrix24ProductId: asked.product };
  const end = await unmapProduct(desk.ports, pair, desk.actor(asked.why));
  showEnd(desk, end, `Product ${asked.product} is mapped to nothing.`);
}

/** Makes the mapping what it was before a change. */
export async function undoChange(
  desk: Desk,
  asked: Omit<UndoSelection, 'account'> & { readonly why?: string },
): Promise<void> {
  const { why, ...selection } = asked;
  const end = await undoMapping(desk.ports, { account, ...selection }, desk.actor(why));
  const count = end.changed.length;
  const noun = count === 1 ? 'product' : 'products';
  showEnd(desk, end, count === 0 ? 'It was so already.' : `Undone for ${count} ${noun}.`);
}

async function showBefore(
  { database, screen }: Desk,
  { product }: { readonly product: string },
  words: string,
): Promise<void> {
  const before = await listDecided(database.pool, { account, bitrix24ProductIds: [product] });
  screen.show(
    { product, before, would: words },
    () => `Product ${product} would be ${words}${before.length === 0 ? '' : toBefore(before)}.`,
  );
}

function toBefore(rows: Awaited<ReturnType<typeof listDecided>>): string {
  return `; now: ${rows.map(({ state, onecProductCode }) => `${state} ${onecProductCode}`).join(', ')}`;
}

/** The end of a change: its words, what goes on, and the number for undoing it. */
function showEnd(desk: Desk, end: MappingChanged | ProductMapped, words: string): void {
  const { screen } = desk;
  if (end.missedRings > 0)
    screen.warn('The queue does not answer; the sweep rings for them later.');
  screen.show(end, () => {
    const count = end.released.length;
    const noun =
      count === 1 ? 'record that was held for it goes on' : 'records that were held go on';
    return count === 0 ? words : `${words}\n${count} ${noun}.`;
  });
}

function toPair({ product, code, name, onecName }: PairOptions): AskedPair {
  return {
    ...{ account, bitrix24ProductId: product, onecProductCode: code },
    ...{ bitrix24ProductName: name, onecProductName: onecName },
  };
}
