import { describe, expect, test } from 'vitest';
import { learn, planLanes, toChain, type Chain, type Lane } from './plan-lanes.ts';

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

/** A portal of sorted ids that answers a chain of pages, 50 rows to a page. */
function createPortal(ids: readonly number[]) {
  return ({ at, upTo, pages }: Chain): number[] => {
    const first = ids.findIndex((id) => id > at);
    if (first < 0) return [];
    return ids.slice(first, first + pages * 50).filter((id) => id <= upTo);
  };
}

/** Reads everything, lanes side by side; gives the requests, the commands and every id read. */
function read(ids: readonly number[], msPerPage = 10) {
  const ask = createPortal(ids);
  let plan = planLanes((ids[0] ?? 1) - 1, ids.at(-1) ?? 0);
  let requests = 1;
  let commands = 2;
  const seen: number[] = [];
  const flying = new Map<number, Chain>();
  const isFlying = (lane: Lane): boolean => flying.has(lane.upTo);
  while (plan.lanes.length > 0) {
    for (const lane of plan.lanes.filter((one) => !isFlying(one))) {
      flying.set(lane.upTo, toChain(lane, plan));
      requests += 1;
    }
    const [chain] = [...flying.values()];
    if (chain === undefined) break;
    flying.delete(chain.upTo);
    const rows = ask(chain);
    commands += chain.pages;
    seen.push(...rows);
    const isShort = rows.length < chain.pages * 50;
    plan = learn(plan, {
      ...chain,
      rows: rows.length,
      readTo: isShort ? chain.upTo : (rows.at(-1) ?? chain.upTo),
      durationMs: chain.pages * msPerPage,
    });
  }
  return { requests, commands, seen: seen.toSorted((a, b) => a - b) };
}

const portals: [string, number[]][] = [
  ['no gaps', draw(100_000, () => 1)],
  ['three of ten ids missing', draw(100_000, () => 0.7)],
  ['nine of ten ids missing', draw(100_000, () => 0.1)],
  [
    'dense and sparse regions',
    draw(100_000, (id) => (Math.floor(id / 9_000) % 2 === 0 ? 0.99 : 0.4)),
  ],
  [
    'a desert in the middle',
    [...draw(50_000, () => 0.8), ...draw(50_000, () => 0.8).map((id) => id + 2_000_000)],
  ],
];

describe('a load of 100,000 deals', () => {
  test.each(portals)('with %s takes at most 50 requests and reads each deal once', (_name, ids) => {
    const { requests, commands, seen } = read(ids);
    expect(seen).toEqual(ids);
    expect(requests).toBeLessThanOrEqual(50);
    expect(commands).toBeLessThan(2_200);
  });
});

test.each([1, 49, 50, 51, 999, 2_500, 2_501])('a portal of %i deals is read once', (count) => {
  const ids = draw(count, () => 0.8);
  const { requests, seen } = read(ids);
  expect(seen).toEqual(ids);
  expect(requests).toBeLessThanOrEqual(6);
});

test('a portal without deals needs no request', () => {
  expect(planLanes(0, 0).lanes).toEqual([]);
});

test('a slow portal gets shorter chains at once, and longer ones by and by', () => {
  const plan = planLanes(0, 1_000_000);
  const [lane] = plan.lanes;
  if (lane === undefined) throw new Error('a plan without lanes');
  const chain = toChain(lane, plan);
  const answered = { ...chain, rows: 2_500, readTo: lane.at + 2_500 };
  const slowed = learn(plan, { ...answered, durationMs: 250_000 });
  expect(slowed.pages).toBe(5);
  const [next] = slowed.lanes;
  const better = { ...toChain(next ?? lane, slowed), rows: 250, readTo: lane.at + 2_750 };
  expect(learn(slowed, { ...better, durationMs: 50 }).pages).toBe(10);
});
