import { expect, test } from 'vitest';
import { planReread, settleReread } from './plan-reread.ts';

const outcome = { rows: 0, asked: 1, durationMs: 1, bytes: 1 };
const toMarks = (...ids: string[]) => ids.map((id) => ({ id }));

test('deals of one stretch are read again together', () => {
  const plan = planReread(toMarks('424-430#1', '424-430#2', '500-end#1'));
  expect(plan.ranges.map(({ after }) => after)).toEqual([424, 500]);
  expect(plan.holds).toEqual([]);
});

test('the rest behind a full page stays marked, and so does a stretch that failed', () => {
  const marks = toMarks('424-600#1', '700-710#1', '800-810#1', '800-810#2');
  const plan = planReread(marks);
  const done = [
    { after: 424, upTo: 480 },
    { after: 800, upTo: 810 },
  ];
  const settled = settleReread(marks, plan, { ...outcome, done });
  expect(settled.mark).toEqual(['480-600#0']);
  expect(settled.clear.map(({ id }) => id)).toEqual(['424-600#1', '800-810#1', '800-810#2']);
});

test('a mark that names no ids is held and stops nobody', () => {
  const marks = toMarks('after-424', '424-430#1');
  const plan = planReread(marks);
  expect(plan.holds).toMatchObject([{ kind: 'deal-range', key: 'after-424' }]);
  expect(settleReread(marks, plan, undefined)).toEqual({ clear: [{ id: 'after-424' }], mark: [] });
});
