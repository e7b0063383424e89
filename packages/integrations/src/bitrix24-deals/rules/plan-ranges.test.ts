import { expect, test } from 'vitest';
import {
  IN_FLIGHT,
  learn,
  OPEN_END,
  planRanges,
  takeRanges,
  type BatchOutcome,
  type IdRange,
} from './plan-ranges.ts';

/** Same seed, same ids: a small generator is enough to draw gaps. */
function draw(count: number, density: (at: number) => number): number[] {
  let state = 42;
  const ids: number[] = [];
  for (let id = 1; ids.length < count; id += 1) {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    if (state / 4_294_967_296 < density(id)) ids.push(id);
  }
  return ids;
}

/** A portal of sorted ids that answers each range with its first page. */
function createPortal(ids: readonly number[]) {
  const above = (id: number): number => {
    let low = 0;
    let high = ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ids[middle] ?? Infinity) > id) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return ({ after, upTo }: IdRange): { rows: number[]; done: IdRange } => {
    const first = above(after);
    const rows = ids.slice(first, Math.min(first + 50, above(upTo)));
    const isFull = rows.length === 50;
    return { rows, done: { after, upTo: isFull ? (rows.at(-1) ?? upTo) : upTo } };
  };
}

/** Reads everything with as many requests under way as a load has; gives the requests and every id read. */
function read(ids: readonly number[]) {
  const ask = createPortal(ids);
  let plan = planRanges(ids[0] ?? 1, ids.at(-1) ?? 0);
  let requests = 1;
  const seen: number[] = [];
  const flying: IdRange[][] = [];
  for (;;) {
    const ranges = flying.length < IN_FLIGHT ? takeRanges(plan, flying.flat()) : [];
    if (ranges.length > 0) {
      flying.push(ranges);
      requests += 1;
      continue;
    }
    const answered = flying.shift();
    if (answered === undefined) break;
    const answers = answered.map(ask);
    const rows = answers.flatMap((answer) => answer.rows);
    seen.push(...rows);
    const done = answers.map((answer) => answer.done);
    const asked = answered.length;
    plan = learn(plan, {
      done,
      rows: rows.length,
      asked,
      durationMs: asked * 10,
      bytes: asked * 2e5,
    });
  }
  return { requests, seen: seen.toSorted((a, b) => a - b) };
}

const desert = (id: number): number => id + 2_000_000;
const portals: [string, number, number[]][] = [
  ['no gaps', 50, draw(100_000, () => 1)],
  ['three of ten ids missing', 50, draw(100_000, () => 0.7)],
  ['nine of ten ids missing', 50, draw(100_000, () => 0.1)],
  ['dense and sparse regions', 50, draw(100_000, (id) => (id % 18_000 < 9_000 ? 0.99 : 0.4))],
  [
    'a desert in the middle',
    55,
    [...draw(50_000, () => 0.8), ...draw(50_000, () => 0.8).map(desert)],
  ],
];

test.each(portals)('100,000 deals with %s take at most %i requests', (_name, most, ids) => {
  const { requests, seen } = read(ids);
  expect(seen).toEqual(ids);
  expect(requests).toBeLessThanOrEqual(most);
});

test.each([1, 49, 50, 51, 999, 2_500, 2_501])('a portal of %i deals is read once', (count) => {
  const ids = draw(count, () => 0.8);
  const { requests, seen } = read(ids);
  expect(seen).toEqual(ids);
  expect(requests).toBeLessThanOrEqual(6);
});

test('a portal without deals needs no request', () => {
  expect(takeRanges(planRanges(1, 0), [])).toEqual([]);
});

test('what is under way is not asked for a second time', () => {
  const plan = planRanges(1, 100_000);
  const first = takeRanges(plan, []);
  const second = takeRanges(plan, first);
  const ids = [...first, ...second].toSorted((a, b) => a.after - b.after);
  for (const [at, range] of ids.entries()) {
    expect(range.after).toBeGreaterThanOrEqual(ids[at - 1]?.upTo ?? 0);
  }
});

test('answers may come in any order, and a range that failed stays open', () => {
  const plan = planRanges(1, 1_000);
  const outcome: BatchOutcome = { done: [], rows: 0, asked: 10, durationMs: 100, bytes: 100 };
  const later = learn(plan, { ...outcome, done: [{ after: 500, upTo: 600 }], rows: 100 });
  const earlier = learn(later, { ...outcome, done: [{ after: 0, upTo: 100 }], rows: 100 });
  expect(earlier.open).toMatchObject([
    { after: 100, upTo: 500 },
    { after: 600, upTo: 1_000 },
  ]);
  expect(learn(earlier, outcome).open).toEqual(earlier.open);
});

test('a slow portal gets smaller requests at once, and larger ones by and by', () => {
  const plan = planRanges(1, 1_000_000);
  const outcome = { done: [], rows: 0, asked: 50, bytes: 100 };
  const slowed = learn(plan, { ...outcome, durationMs: 250_000 });
  expect(slowed.commands).toBe(5);
  expect(takeRanges(slowed, []).length).toBe(5);
  expect(learn(slowed, { ...outcome, durationMs: 100 }).commands).toBe(10);
});

test('a portal of very long deals gets smaller requests at once', () => {
  const plan = planRanges(1, 1_000_000);
  const outcome = { done: [], rows: 0, asked: 50, durationMs: 100 };
  expect(learn(plan, { ...outcome, bytes: 15_000_000 }).commands).toBe(50);
  expect(learn(plan, { ...outcome, bytes: 60_000_000 }).commands).toBe(13);
});

test('what lies behind an open end is asked for in one piece and weighs nothing', () => {
  const plan = planRanges(1, 1_000, true);
  const ranges = takeRanges(plan, []);
  expect(ranges).toContainEqual({ after: 1_000, upTo: OPEN_END });
  const outcome: BatchOutcome = { done: [], rows: 0, asked: 10, durationMs: 100, bytes: 100 };
  const through = learn(plan, { ...outcome, done: ranges, rows: 900 });
  expect(through).toMatchObject({ open: [], density: 0.95 });
  const full = learn(plan, { ...outcome, done: [{ after: 1_000, upTo: 1_070 }], rows: 50 });
  expect(takeRanges(full, [])).toContainEqual({ after: 1_070, upTo: OPEN_END });
});

test('a place that has proved dense is divided further than the rest of the portal', () => {
  const plan = { ...planRanges(1, 100_000), density: 0.01 };
  const page = { done: [{ after: 0, upTo: 50 }], rows: 50, asked: 50, durationMs: 1, bytes: 1 };
  const known = { ...learn(plan, page), density: 0.01 };
  expect(takeRanges(plan, []).length).toBeLessThan(15);
  expect(takeRanges(known, []).length).toBe(50);
});

test('a request that would be half empty waits for what is under way', () => {
  const plan = planRanges(1, 1_000);
  const [first, ...others] = takeRanges(plan, []);
  expect(others.length).toBeGreaterThan(0);
  expect(takeRanges(plan, first === undefined ? [] : [first])).toEqual([]);
});
