import { describe, expect, it } from 'vitest';
import { makeTradeGoods, openingStock, tradeWarehouses } from './trade-goods.ts';

const isEan13 = (text: string): boolean => {
  const digits = [...text].map(Number);
  const sum = digits.reduce((total, digit, at) => total + digit * (at % 2 === 0 ? 1 : 3), 0);
  return digits.length === 13 && sum % 10 === 0;
};

describe('trade goods', () => {
  const goods = makeTradeGoods(1, 10_000);

  it('are the same for the same seed, and a longer list begins with the shorter one', () => {
    expect(makeTradeGoods(1, 100)).toEqual(goods.slice(0, 100));
    expect(makeTradeGoods(2, 100)).not.toEqual(goods.slice(0, 100));
  });

  it('differ in code, article, barcode and both names', () => {
    const keys = ['code', 'article', 'barcode', 'nameIn1c', 'nameInBitrix24'] as const;
    for (const key of keys) {
      const values = goods.map((good) => good[key]).filter((value) => value !== '');
      expect([key, new Set(values).size]).toEqual([key, values.length]);
    }
  });

  it('have right check digits and names that 1C can hold', () => {
    expect(goods.every(({ barcode }) => barcode === '' || isEan13(barcode))).toBe(true);
    expect(goods.every(({ nameIn1c, code }) => nameIn1c.length <= 80 && code.length === 11)).toBe(
      true,
    );
  });

  it('have fractions only where they are weighed', () => {
    const [warehouse] = tradeWarehouses;
    if (!warehouse) throw new Error('There is no warehouse.');
    const fractions = goods.filter((good) => !Number.isInteger(openingStock(1, good, warehouse)));
    expect(new Set(fractions.map(({ unit }) => unit))).toEqual(new Set(['кг']));
  });
});
