import { expect, test } from 'vitest';
import { toListedProduct } from './product-card.ts';

const wire = {
  ...{ id: 1243, iblockId: 23, name: 'Чай', active: 'Y', type: 1, xmlId: null, measure: 5 },
  ...{ parentId: null, quantity: null, quantityReserved: 1 },
  property41: [
    { value: '4871000000071', valueId: '1' },
    { value: '4871000000149', valueId: '2' },
  ],
  property43: { value: 'RT 1', valueId: '3' },
  property45: null,
  property47: { value: { TEXT: 'html', TYPE: 'HTML' }, valueId: '4' },
};

test('a card is read with what its properties hold; files and formatted texts are left out', () => {
  expect(toListedProduct(wire)).toEqual({
    ok: true,
    id: '1243',
    product: {
      ...{ id: '1243', catalogId: '23', parentId: null, kind: 'simple', name: 'Чай' },
      ...{ isActive: true, xmlId: null, measureId: '5', quantity: '0', quantityReserved: '1' },
      properties: { '41': ['4871000000071', '4871000000149'], '43': ['RT 1'] },
    },
  });
});

test.each([
  [
    { type: 4, parentId: { value: '907', valueId: '1' } },
    { kind: 'offer', parentId: '907' },
  ],
  [{ type: 7 }, { kind: 'service' }],
  [{ type: 2 }, { kind: 'bundle' }],
  [{ type: 99 }, { kind: 'other' }],
  [{ quantity: '3.500' }, { quantity: '3.5' }],
])('%j makes it %j', (change, expected) => {
  expect(toListedProduct({ ...wire, ...change })).toMatchObject({ product: expected });
});

test.each([
  [{ quantity: 'много' }, '1243', 'quantity is not a decimal number'],
  [{ id: null }, undefined, 'id is missing'],
  [{ active: 'да' }, '1243', 'active is neither Y nor N'],
  [{ name: { ru: 'Чай' } }, '1243', 'name is not a text'],
])('%j is told as a problem that names the field only', (change, id, problem) => {
  expect(toListedProduct({ ...wire, ...change })).toEqual({ ok: false, id, problem });
});

test('what is no row at all is told too', () => {
  expect(toListedProduct(['ok'])).toEqual({
    ok: false,
    id: undefined,
    problem: 'the row is not a map',
  });
});
