import { expect, test } from 'vitest';
import { createGroupCommit } from './group-commit.ts';

interface UnderWay {
  readonly items: readonly string[];
  commit(): void;
  fail(): void;
}

function setUp(lanes?: number, size = 500) {
  const batches: UnderWay[] = [];
  const group = createGroupCommit<string, string>({
    ...(lanes === undefined ? {} : { lanes }),
    toBatchSize: () => size,
    flush: (items) =>
      new Promise((resolve, reject) => {
        batches.push({
          items,
          commit: () => resolve(items.map((item) => `${item}!`)),
          fail: () => reject(new Error('away')),
        });
      }),
  });
  const batch = async (at: number): Promise<UnderWay> => {
    await expect.poll(() => batches.length).toBeGreaterThan(at);
    return batches[at]!;
  };
  return { group, batches, batch };
}

const outcomeOf = (work: Promise<string>): Promise<string> =>
  work.catch((error: unknown) => String(error));
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what comes together shares a batch, and what comes meanwhile is the next one', async () => {
  const { group, batches, batch } = setUp();
  const first = ['a', 'b'].map((item) => group.write(item));
  const one = await batch(0);
  expect(one.items).toEqual(['a', 'b']);
  const second = ['c', 'd'].map((item) => group.write(item));
  await nextTurn();
  expect([batches.length, group.pending]).toEqual([1, 4]);
  one.commit();
  expect(await Promise.all(first)).toEqual(['a!', 'b!']);
  const two = await batch(1);
  expect(two.items).toEqual(['c', 'd']);
  two.commit();
  expect(await Promise.all(second)).toEqual(['c!', 'd!']);
  await group.settle();
  expect(group.pending).toBe(0);
});

test('with two lanes a second batch sets out meanwhile, a third waits', async () => {
  const { group, batches, batch } = setUp(2);
  const works = [group.write('a')];
  const one = await batch(0);
  works.push(group.write('b'), group.write('c'));
  const two = await batch(1);
  expect(two.items).toEqual(['b', 'c']);
  works.push(group.write('d'));
  await nextTurn();
  expect(batches.length).toBe(2);
  two.commit();
  (await batch(2)).commit();
  let isSettled = false;
  const settled = group.settle().then(() => (isSettled = true));
  expect(await works[3]).toBe('d!');
  await nextTurn();
  expect(isSettled).toBe(false);
  one.commit();
  await settled;
  expect(await Promise.all(works)).toEqual(['a!', 'b!', 'c!', 'd!']);
});

test.each([1, 2])(
  'with %i lanes, what waited when a failing batch set out fails with it, what came later does not',
  async (lanes) => {
    const { group, batch } = setUp(lanes, 1);
    const early = ['a', 'b', 'c'].map((item) => outcomeOf(group.write(item)));
    const one = await batch(0);
    const others = lanes === 1 ? [] : [await batch(1)];
    const late = outcomeOf(group.write('d'));
    one.fail();
    const away = 'Error: away';
    expect(await early[0]).toBe(away);
    expect(await early[2]).toBe(away);
    for (const other of others) other.commit();
    (await batch(lanes)).commit();
    expect(await late).toBe('d!');
    expect(await early[1]).toBe(lanes === 1 ? away : 'b!');
  },
);
