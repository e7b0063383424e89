import { expect, it } from 'vitest';
import { sumRound } from './store-documents.ts';

const document = (key: string, ...productIds: string[]) => ({
  ...{ key, kind: 'increase' as const, storeId: '2' },
  lines: productIds.map((productId) => ({ productId, storeId: '2', amount: '1' })),
});
const refused = (key: string, ...productIds: string[]) => ({
  ...{ key, state: 'refused' as const, message: 'no' },
  refusedLines: productIds.map((productId) => ({ productId, message: 'it is gone' })),
});

it('what is left of a document goes out again under its key, and each refused line is named', () => {
  const documents = [document('a', '1', '3', '5'), document('b', '7')];
  const round = sumRound(documents, [refused('a', '3'), { key: 'b', state: 'conducted' }]);
  expect(round).toEqual({
    ...{ written: 1, conducted: 1, touched: ['7'], problems: ['Card 3 in store 2: it is gone'] },
    rest: [document('a', '1', '5')],
  });
});

it('a document that is refused as a whole, or of which nothing is left, is not sent again', () => {
  const round = sumRound(
    [document('a', '1'), document('b', '7')],
    [refused('a'), refused('b', '7')],
  );
  expect(round.rest).toEqual([]);
  expect(round.problems).toEqual(['Document a: no', 'Card 7 in store 2: it is gone']);
});
