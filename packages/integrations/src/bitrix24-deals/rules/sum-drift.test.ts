import { expect, test } from 'vitest';
import { addDrift, NO_DRIFT, toDeltaEnding, toReconcileEnding } from './sum-drift.ts';

const nothing = { missed: [], changed: [], moved: [], deleted: [], held: [] };
const delta = addDrift(NO_DRIFT, {
  ...{ drift: { ...nothing, missed: ['7'], changed: ['1', '2'] }, checked: 5 },
});
const sweep = addDrift(NO_DRIFT, {
  ...{ drift: { ...nothing, moved: ['3'], deleted: ['4'] }, checked: 100 },
});

test('a whole comparison counts both steps together and the delta’s part apart', () => {
  expect(toReconcileEnding(delta, sweep)).toEqual({
    outcome: 'done',
    reason: 'drift',
    keys: ['deal:7', 'deal:1', 'deal:2', 'deal:3', 'deal:4'],
    counts: {
      ...{ checked: 100, requests: 2, drift: 5, delta: 3, deltaChecked: 5 },
      ...{ missed: 1, changed: 2, moved: 1, deleted: 1 },
    },
    message:
      '5 of 100 deals differed: 1 missed, 2 changed, 1 moved, 1 deleted; 3 of them told by the time of their change. They are being read again.',
  });
});

test('a delta alone counts what it has read', () => {
  expect(toDeltaEnding(delta)).toMatchObject({
    reason: 'drift',
    counts: { checked: 5, deltaChecked: 5, drift: 3, delta: 3, deleted: 0 },
  });
});

test('when nothing differs there is nothing to say', () => {
  const ending = toReconcileEnding(NO_DRIFT, { ...NO_DRIFT, checked: 9 });
  expect(ending).toMatchObject({ outcome: 'done', counts: { checked: 9, drift: 0, delta: 0 } });
  expect(ending.message).toBeUndefined();
});
