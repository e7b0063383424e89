import type { StoreDocumentDraft } from './catalogue-operations.ts';
import { needDecimal, needIds } from './catalogue-wire.ts';
import { BATCH_SIZE } from './limits.ts';

const KEY = /^[\w.-]{1,64}$/;

/** Drafts with their amounts in one writing, or a `RangeError` that says what is wrong. */
export function needDrafts(
  drafts: readonly StoreDocumentDraft[],
  operation: string,
): readonly StoreDocumentDraft[] {
  const keys = new Set(drafts.map(({ key }) => key));
  if (drafts.length > BATCH_SIZE || keys.size < drafts.length) {
    throw new RangeError(`${operation} takes at most ${BATCH_SIZE} documents with different keys.`);
  }
  return drafts.map((draft) => {
    const { key, lines, responsibleId } = draft;
    if (!KEY.test(key))
      throw new RangeError('A key has 1 to 64 of the characters A-Z a-z 0-9 . _ -');
    if (lines.length === 0) throw new RangeError(`The document ${key} has no lines.`);
    needIds([responsibleId], 'employees', 1);
    return { ...draft, lines: lines.map(needLine) };
  });
}

function needLine({ productId, storeId, amount }: StoreDocumentDraft['lines'][number]) {
  needIds([productId, storeId], 'products and stores of lines', 2);
  const decimal = needDecimal(amount, 'The amount of a line');
  if (Number(decimal) <= 0) throw new RangeError('The amount of a line must be above 0.');
  return { productId, storeId, amount: decimal };
}
