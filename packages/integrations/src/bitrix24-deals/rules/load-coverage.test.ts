import { expect, test } from 'vitest';
import type { LoadProgress } from '../ports.ts';
import { isLoaded, isRowExpected, toCoverage } from './load-coverage.ts';
import { createLoad } from './load-progress.ts';

const now = new Date('2026-11-22T08:00:00Z');
const load = (change: Partial<LoadProgress>): LoadProgress => ({
  ...createLoad({ id: 'x', since: null, now }),
  ...change,
});
const open = [{ after: 100, upTo: 200 }];
const plan = { open, density: 1, commands: 50 };
const august = '2026-08-01T00:00:00.000Z';
const october = '2026-10-01T00:00:00.000Z';
const deal = (id: string, month = '2026-09') => ({
  ...{ id, createdAt: new Date(`${month}-15T00:00:00Z`) },
});

const cases: [string, LoadProgress | undefined, ReturnType<typeof deal>, boolean][] = [
  ['before any load no row is expected', undefined, deal('7'), false],
  ['a load of all deals makes every row expected', load({ state: 'done' }), deal('7'), true],
  [
    'a load since a day says nothing about older deals',
    load({ state: 'done', since: october }),
    deal('7'),
    false,
  ],
  [
    'and expects the younger ones',
    load({ state: 'done', since: october }),
    deal('7', '2026-11'),
    true,
  ],
  ['a running load brings what is open by itself', load({ plan }), deal('150'), false],
  ['what it has passed is expected', load({ plan }), deal('50'), true],
  ['so is what was made after it began', load({ plan }), deal('201'), true],
  ['a load that knows no ids yet has passed nothing', load({}), deal('50'), false],
  [
    'a resting load has still passed what it has passed',
    load({ state: 'paused', plan }),
    deal('50'),
    true,
  ],
  ['and brings nothing', load({ state: 'paused', plan }), deal('150'), false],
  [
    'a resting load does not hide what an earlier one has brought',
    load({ state: 'paused', plan, coveredBefore: { since: null } }),
    deal('150'),
    true,
  ],
  ['a cancelled load expects nothing', load({ state: 'cancelled', plan }), deal('50'), false],
  [
    'but for what an earlier one has brought',
    load({ state: 'cancelled', plan, coveredBefore: { since: august } }),
    deal('50'),
    true,
  ],
];

test.each(cases)('%s', (_sentence, last, one, isExpected) => {
  expect(isRowExpected(last, one)).toBe(isExpected);
});

test('loads add up: the earliest day counts, whichever came first', () => {
  const first = load({ state: 'done', since: october });
  const second = createLoad({ id: 'y', since: august, now, before: first });
  expect(toCoverage(second)).toEqual({ since: october });
  expect(toCoverage({ ...second, state: 'cancelled' })).toEqual({ since: october });
  expect(toCoverage({ ...second, state: 'done' })).toEqual({ since: august });
  const third = createLoad({ id: 'z', since: october, now, before: { ...second, state: 'done' } });
  expect(toCoverage({ ...third, state: 'done' })).toEqual({ since: august });
  const whole = createLoad({ id: 'z', since: null, now, before: third });
  expect(toCoverage({ ...whole, state: 'done' })).toEqual({ since: null });
});

test('a load that was cancelled before any other came to its end has brought nothing whole', () => {
  expect(isLoaded(undefined)).toBe(false);
  expect(isLoaded(load({ state: 'cancelled' }))).toBe(false);
  expect(isLoaded(load({ state: 'paused' }))).toBe(true);
  expect(isLoaded(load({ state: 'done', since: october }))).toBe(true);
  expect(isLoaded(load({ state: 'cancelled', coveredBefore: { since: october } }))).toBe(true);
});
