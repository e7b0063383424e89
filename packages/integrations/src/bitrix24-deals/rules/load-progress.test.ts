import { expect, test } from 'vitest';
import { countOpenIds, OPEN_END } from './plan-ranges.ts';
import { begin, createLoad, finish, needsNames, toShareDone } from './load-progress.ts';

const now = new Date('2026-11-22T08:00:00Z');
const load = createLoad({ id: 'load', since: null, now });

test('a load that has read everything is done', () => {
  expect(finish(load, now)).toMatchObject({ state: 'done', finishedAt: now.toISOString() });
});

test.each(['paused', 'cancelled'] as const)(
  'a load that was %s just before its last save stays so',
  (state) => {
    expect(finish({ ...load, state }, now)).toMatchObject({ state, finishedAt: null });
  },
);

test('behind a last deal that shows no id the load goes on as far as there are deals', () => {
  const begun = begin(load, { first: '5', last: '90', isOpenEnded: true });
  expect(begun.plan?.open).toEqual([
    { after: 4, upTo: 90 },
    { after: 90, upTo: OPEN_END },
  ]);
  expect(countOpenIds(begun.plan ?? { open: [], density: 1, commands: 1 })).toBe(86);
  expect(toShareDone(begun)).toBe(0);
});

test('a portal none of whose deals shows an id is read from its beginning', () => {
  const begun = begin(load, { first: '1', last: '0', isOpenEnded: true });
  expect(begun.plan?.open).toEqual([{ after: 0, upTo: OPEN_END }]);
});

test('a portal without deals leaves nothing open', () => {
  expect(begin(load, undefined).plan?.open).toEqual([]);
});

const before = new Date(now.getTime() - 1);
const plan = { open: [], density: 1, commands: 50 };
const names: [string, Parameters<typeof needsNames>, boolean][] = [
  ['names of before it was asked for are old', [load, { fields: ['x'], readAt: before }], true],
  ['names of its own time are read once', [load, { fields: ['x'], readAt: now }], false],
  [
    'a load that goes on keeps its names',
    [
      { ...load, plan },
      { fields: ['x'], readAt: before },
    ],
    false,
  ],
  [
    'without any nothing goes on',
    [
      { ...load, plan },
      { fields: [], readAt: undefined },
    ],
    true,
  ],
];

test.each(names)('a load begins with fields and names: %s', (_sentence, known, isNeeded) => {
  expect(needsNames(...known)).toBe(isNeeded);
});
