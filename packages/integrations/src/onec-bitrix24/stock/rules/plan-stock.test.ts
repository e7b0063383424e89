import { describe, expect, it } from 'vitest';
import { matchStores } from './match-stores.ts';
import {
  listUnequal,
  planAmounts,
  planQuantities,
  toDocuments,
  type StockFacts,
} from './plan-stock.ts';

const stores = new Map([
  ['w1', '1'],
  ['w2', '2'],
]);
const facts = (change: Partial<StockFacts> = {}): StockFacts => ({
  links: [
    { productId: '1001', itemRef: 'a' },
    { productId: '1003', itemRef: 'b' },
  ],
  rows: [
    { product: 'a', warehouse: 'w1', quantity: '5' },
    { product: 'a', warehouse: 'w1', quantity: '1.5' },
    { product: 'a', warehouse: 'w2', quantity: '2' },
    { product: 'a', warehouse: 'w9', quantity: '100' },
    { product: 'b', warehouse: 'w1', quantity: '-3' },
  ],
  stores,
  warehouses: new Set(stores.keys()),
  settings: { sharedItem: 'leading', mostZeroedPercent: 20 },
  ...change,
});
const card = (productId: string, quantity: string) => ({ productId, quantity, isOffer: false });

describe('without inventory accounting', () => {
  it('a card shows the sum over the warehouses that count, and never less than nothing', () => {
    const plan = planQuantities(facts(), [card('1001', '0'), card('1003', '0')]);
    expect(plan.changes).toEqual([{ productId: '1001', storeId: '', from: 0n, to: 8_500n }]);
    expect(plan.negative).toBe(1);
  });

  it('what is equal is not written', () => {
    const plan = planQuantities(facts(), [card('1001', '8.500'), card('1003', '0')]);
    expect(plan.changes).toEqual([]);
  });

  it('cards that the portal does not have are left out', () => {
    expect(planQuantities(facts(), []).changes).toEqual([]);
  });

  it.each([
    ['leading', [8_500n, 0n]],
    ['shares', [4_500n, 4_000n]],
  ] as const)('two cards of one item follow the rule %s', (sharedItem, wanted) => {
    const links = [
      { productId: '1001', itemRef: 'a' },
      { productId: '999', itemRef: 'a' },
    ];
    const settings = { sharedItem, mostZeroedPercent: 100 };
    const cards = [card('1001', '1'), card('999', '1')];
    const plan = planQuantities(facts({ links, settings }), cards);
    const to = new Map(plan.changes.map((one) => [one.productId, one.to]));
    expect([to.get('999'), to.get('1001')]).toEqual(wanted);
  });
});

describe('with inventory accounting', () => {
  const amounts = [
    { productId: '1001', storeId: '1', amount: '7' },
    { productId: '1001', storeId: '2', amount: '1' },
    { productId: '1001', storeId: '77', amount: '9' },
  ];

  it('each store is brought to its warehouse by one document for what comes and one for what goes', () => {
    const { changes } = planAmounts(facts(), amounts);
    expect(toDocuments(changes, 'RUN')).toEqual([
      {
        ...{ key: 'RUN-1-out', kind: 'decrease', storeId: '1' },
        lines: [{ productId: '1001', storeId: '1', amount: '0.5' }],
      },
      {
        ...{ key: 'RUN-2-in', kind: 'increase', storeId: '2' },
        lines: [{ productId: '1001', storeId: '2', amount: '1' }],
      },
    ]);
  });

  it('a figure that is not as written is named', () => {
    const { changes } = planAmounts(facts(), amounts);
    const read = [{ productId: '1001', storeId: '1', amount: '6.5' }];
    expect(listUnequal(changes, read).map(({ storeId }) => storeId)).toEqual(['2']);
  });
});

describe('the guard rail', () => {
  const links = Array.from({ length: 10 }, (_, at) => ({ productId: `${at}`, itemRef: `i${at}` }));
  const cards = links.map(({ productId }) => card(productId, '4'));
  const rowsOf = (count: number) =>
    links
      .slice(0, count)
      .map(({ itemRef }) => ({ product: itemRef, warehouse: 'w1', quantity: '4' }));

  it.each([
    [10, false],
    [8, false],
    [7, true],
    [0, true],
  ])('with %i of 10 items left it trips: %s', (left, isOverGuard) => {
    const plan = planQuantities(facts({ links, rows: rowsOf(left) }), cards);
    expect(plan).toMatchObject({ isOverGuard, zeroed: 10 - left, inStock: 10 });
  });
});

describe('stores of warehouses', () => {
  const portal = ['Основной склад', 'Алматы', 'Шымкент, магазин', 'Интернет-магазин'].map(
    (title, at) => ({ id: String(at + 1), title }),
  );
  const match = (names: readonly string[], given = {}) =>
    matchStores(
      names.map((name, at) => ({ ref: `w${at}`, name })),
      portal,
      given,
    );

  it('are found by the words of their names that say which', () => {
    const names = ['Основной склад', 'Склад Алматы', 'Магазин Шымкент'];
    expect([...match(names).stores.values()]).toEqual(['1', '2', '3']);
  });

  it('are taken from the setting where names do not tell, and named where nothing does', () => {
    const given = { w0: '4' };
    expect([...match(['Склад сайта'], given).stores.values()]).toEqual(['4']);
    expect(match(['Склад сайта']).unmatched).toEqual(['Склад сайта']);
  });
});
