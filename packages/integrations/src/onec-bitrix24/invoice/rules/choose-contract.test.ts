import type { Contract } from '@ponte/connectors/onec/model';
import { expect, it } from 'vitest';
import { chooseContract } from './choose-contract.ts';

const contract = (ref: string, change: Partial<Contract> = {}): Contract => ({
  ...{ ref, name: ref, counterparty: 'buyer', organisation: 'firm', kind: 'СПокупателем' },
  ...{ currency: 'kzt', isDeleted: false, ...change },
});
const choose = (contracts: readonly Contract[], main: string | null = null) => {
  const chosen = chooseContract(contracts, { currency: 'kzt', main });
  return typeof chosen === 'object' ? chosen.ref : chosen;
};

it('is the main one, else the only one', () => {
  expect(choose([contract('a'), contract('b')], 'b')).toBe('b');
  expect(choose([contract('a')], 'gone')).toBe('a');
});

it('is unclear among several without a main one', () => {
  expect(choose([contract('a'), contract('b')])).toBe('unclear');
});

it('is never one in another currency or marked for deletion', () => {
  const others = [contract('usd', { currency: 'usd' }), contract('old', { isDeleted: true })];
  expect(choose(others, 'usd')).toBeUndefined();
  expect(choose([...others, contract('a')], 'usd')).toBe('a');
});
