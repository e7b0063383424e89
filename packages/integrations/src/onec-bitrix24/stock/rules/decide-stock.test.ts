import { describe, expect, it } from 'vitest';
import { onecFallbacks, toOnecSettings } from '../../settings.ts';
import { decideStock, type StockReadings } from './decide-stock.ts';
import { toStockEnding } from './to-stock-ending.ts';

const ref = (at: number): string => `5d1f0a52-8c11-11f1-9d2e-0050560a1c0${at}`;
const warehouse = (at: number, name: string) => ({
  ...{ ref: ref(at), code: `${at}`, name, isDeleted: false },
});
const ids = ['1', '3', '5', '7', '9'];
const left = (...stocked: string[]): StockReadings['reading'] => ({
  problems: [],
  rows: stocked.map((id) => ({ product: `item ${id}`, warehouse: ref(1), quantity: '4' })),
});
const facts = (change: Partial<StockReadings> = {}): StockReadings => ({
  ...{ mode: 'off', settings: onecFallbacks, reading: left(...ids), stores: [], amounts: [] },
  warehouses: [warehouse(1, 'Алматы'), warehouse(2, 'Астана')],
  links: ids.map((productId) => ({ productId, itemRef: `item ${productId}` })),
  cards: ids.map((productId) => ({ productId, quantity: '4', isOffer: false })),
  ...{ unresolved: [], approved: new Set() },
  ...change,
});

describe('the guard rail', () => {
  it('asks about the very cards that would have no stock', () => {
    const { hold, asks } = decideStock(facts({ reading: left('1', '3', '5') }));
    expect(hold?.reason).toBe('guard-rail');
    expect(hold?.detail).toContain('set to zero 2 of 5 cards in stock: 7, 9.');
    expect(asks).toEqual(['7', '9']);
  });

  it('lets a plan go on whose cards were all allowed, also when fewer of them are left', () => {
    const approved = new Set(['5', '7', '9']);
    const decision = decideStock(facts({ reading: left('1', '3', '5'), approved }));
    expect(decision).toMatchObject({ hold: undefined, asks: [] });
  });

  it('asks again, about all of them, when one card was not among those that were allowed', () => {
    const approved = new Set(['7', '9']);
    const { hold, asks } = decideStock(facts({ reading: left('1', '3'), approved }));
    expect(hold?.detail).toContain('1 of them were not asked about before');
    expect(asks).toEqual(['5', '7', '9']);
  });
});

describe('the guard rail of a store', () => {
  const all = Array.from({ length: 20 }, (_, at) => String(101 + at));
  const places = [1, 2, 3, 4, 5];
  const rows = (lost: (id: string, at: number) => boolean) =>
    places.flatMap((at) =>
      all
        .filter((id) => !lost(id, at))
        .map((id) => ({ product: `item ${id}`, warehouse: ref(at), quantity: '4' })),
    );
  const inStores = (
    lost: (id: string, at: number) => boolean,
    approved: string[] = [],
    mostZeroedPercent = 20,
  ) =>
    decideStock(
      facts({
        ...{ mode: 'on', approved: new Set(approved), reading: { problems: [], rows: rows(lost) } },
        settings: { ...onecFallbacks, mostZeroedPercent },
        warehouses: places.map((at) => warehouse(at, `Город ${at}`)),
        stores: places.map((at) => ({ id: String(at), title: `Город ${at}` })),
        links: all.map((productId) => ({ productId, itemRef: `item ${productId}` })),
        cards: all.map((productId) => ({ productId, quantity: '20', isOffer: false })),
        amounts: places.flatMap((at) =>
          all.map((productId) => ({ productId, storeId: String(at), amount: '4' })),
        ),
      }),
    );
  const isHidden = (_id: string, at: number) => at === 3;

  it('asks when one warehouse of five is missing, and allows just its figures', () => {
    const { plan, hold, asks } = inStores(isHidden);
    expect(plan?.zeroed).toEqual([]);
    expect(hold).toMatchObject({ reason: 'guard-rail' });
    expect(hold?.detail).toContain('20 of 20 figures of store 3: cards 101, 102');
    expect(asks).toEqual(all.map((id) => `${id}/3`));
    expect(inStores(isHidden, [...asks])).toMatchObject({ hold: undefined, asks: [] });
    const more = inStores((_id, at) => at > 2 && at < 5, [...asks]);
    expect(more.hold?.detail).toContain('20 of them were not asked about before');
  });

  it('lets a few cards sell out in a store', () => {
    const sold = inStores((id, at) => at === 3 && Number(id) > 116, [], 10);
    expect(sold).toMatchObject({ hold: undefined, asks: [] });
  });
});

it('a card whose item nobody knows keeps its figure and is named, and the others are written', () => {
  const links = [{ productId: '1', itemRef: 'item 1' }];
  const unresolved = ['3', '5'];
  const reading = left();
  const settings = { ...onecFallbacks, mostZeroedPercent: 100 };
  const decision = decideStock(facts({ links, unresolved, reading, settings }));
  expect(decision.plan?.changes.map(({ productId }) => productId)).toEqual(['1']);
  expect(decision).toMatchObject({ hold: undefined, leftover: { reason: 'link-unresolved' } });
  expect(decision.leftover?.detail).toContain('2 cards');
  expect(decision.leftover?.detail).toContain(': 3, 5.');
});

describe('warehouses of the settings', () => {
  it('are found in whatever case their references were written', () => {
    const upper = ref(1).toUpperCase();
    const told = toOnecSettings([
      { key: 'stockWarehouses', value: [upper] },
      { key: 'storeByWarehouse', value: { [upper]: '8' } },
    ]);
    const stores = [{ id: '8', title: 'Где-то' }];
    const amounts = ids.map((productId) => ({ productId, storeId: '8', amount: '4' }));
    const decision = decideStock(facts({ mode: 'on', settings: told, stores, amounts }));
    expect(decision).toMatchObject({ hold: undefined, plan: { changes: [], inStock: 5 } });
  });

  it.each([
    ['stockWarehouses', [ref(1), ref(7)]],
    ['storeByWarehouse', { [ref(7)]: '8' }],
  ])('that 1C does not have are named and nothing is planned: %s', (key, value) => {
    const told = toOnecSettings([{ key, value }]);
    const decision = decideStock(facts({ mode: 'on', settings: told }));
    expect(decision).toMatchObject({ plan: undefined, hold: { reason: 'warehouse-unknown' } });
    expect(decision.hold?.detail).toContain(`${ref(7)} (${key})`);
  });

  it.each([
    ['the setting is empty', { settings: { ...onecFallbacks, stockWarehouses: [] } }],
    ['1C shows none', { warehouses: [] }],
  ])('are never none: %s', (_what, change) => {
    const decision = decideStock(facts({ ...change, reading: left() }));
    expect(decision).toMatchObject({ plan: undefined, hold: { reason: 'warehouse-unknown' } });
  });
});

describe('the row of a run', () => {
  const nothing = { linked: 0, unresolved: 0, rows: 0, plan: undefined, written: 0, documents: 0 };

  it('names each card that was written, once', () => {
    const { keys } = toStockEnding({
      ...nothing,
      hold: undefined,
      touched: ['1003', '99', '1003'],
    });
    expect(keys).toEqual(['product:99', 'product:1003']);
  });

  it('names at most ten thousand', () => {
    const touched = Array.from({ length: 10_500 }, (_, at) => String(at + 1));
    const hold = { reason: 'stock-unequal', detail: 'x' };
    const { keys = [] } = toStockEnding({ ...nothing, hold, touched });
    expect([keys.length, keys[0], keys.at(-1)]).toEqual([10_001, 'stock:run', 'product:10000']);
  });
});
