import { toDealRecord } from '@ponte/connectors/bitrix24/model';
import type { DealAnswer } from '@ponte/connectors/bitrix24';
import { expect, test } from 'vitest';
import { areNamesMissing } from './are-names-missing.ts';
import { decideDrain } from './decide-drain.ts';
import { describePostponed } from './describe-postponed.ts';

const readAt = new Date('2026-11-22T12:00:00Z');
const context = {
  account: 'default',
  readAt,
  tries: new Map([['6', 5]]),
  fields: new Map([['UF_CRM_1', { code: 'UF_CRM_1', type: 'enumeration', isMultiple: true }]]),
};

function found(id: string, change: Record<string, unknown> = {}): DealAnswer {
  const reading = toDealRecord({
    ...{ ID: id, TITLE: 'Obra', STAGE_ID: 'C1:NEW', CATEGORY_ID: '1', ASSIGNED_BY_ID: '5' },
    ...{ OPPORTUNITY: '10.00', CURRENCY_ID: 'BRL', OPENED: 'Y', CLOSED: 'N' },
    ...{ DATE_CREATE: '2024-08-30T14:29:00+02:00', DATE_MODIFY: '2024-08-30T15:29:00+02:00' },
    ...{ UF_CRM_1: ['45', '47'], UF_CRM_2: '' },
    ...change,
  });
  if (!reading.ok) throw new Error(reading.problem);
  return { id, state: 'found', deal: reading.deal };
}

test('a deal that was found is stored with typed fields, without empty ones', () => {
  const { store, settled } = decideDrain([found('7')], context);
  expect(store).toMatchObject([
    { account: 'default', id: '7', custom: { UF_CRM_1: ['45', '47'] }, readAt },
  ]);
  expect(store[0]?.modifiedAt.toISOString()).toBe('2024-08-30T13:29:00.000Z');
  expect(settled.has('7')).toBe(true);
});

test('the fingerprint is the content’s: a second read of the same deal has the same', () => {
  const [first] = decideDrain([found('7')], context).store;
  const later = { ...context, readAt: new Date('2026-11-22T13:00:00Z') };
  const [second] = decideDrain([found('7')], later).store;
  const [changed] = decideDrain([found('7', { TITLE: 'Outra' })], context).store;
  expect(second?.fingerprint).toBe(first?.fingerprint);
  expect(changed?.fingerprint).not.toBe(first?.fingerprint);
});

/** The connector's own error type is not needed to see what the rule does with it. */
const failed = (id: string, error: Error = new Error('later')): DealAnswer =>
  ({ id, state: 'failed', error }) as DealAnswer;

test('each answer ends in its own way and none stops another', () => {
  const plan = decideDrain(
    [
      found('1'),
      { id: '2', state: 'missing' },
      { id: '3', state: 'refused', code: '', message: 'Access denied.' },
      { id: '4', state: 'unreadable', problem: 'ID is null' },
      failed('5'),
      failed('6'),
    ],
    context,
  );
  expect(plan.store.map(({ id }) => id)).toEqual(['1']);
  expect(plan.missing).toEqual(['2']);
  expect(plan.holds.map(({ key, reason }) => [key, reason])).toEqual([
    ['3', 'no-right-to-read'],
    ['4', 'unreadable-answer'],
    ['6', 'vendor-keeps-failing'],
  ]);
  expect([...plan.settled]).toEqual(['1', '2', '3', '4', '6']);
  expect(plan.postponed).toEqual([{ id: '5', forMs: 5_000, isTry: true }]);
  expect(plan.outage).toBeUndefined();
});

test('a portal that shows no deal at all is unwell: none is held, postponed or counted', () => {
  const outage = new Error('first');
  const plan = decideDrain([failed('5', outage), failed('6')], context);
  expect(plan).toMatchObject({ outage, holds: [], postponed: [] });
  expect(plan.settled.size).toBe(0);
});

test('each try of a deal waits longer than the one before, ten minutes in all', () => {
  const waits = [0, 1, 2, 3, 4].map((count) => {
    const tries = new Map([['5', count]]);
    return decideDrain([found('1'), failed('5')], { ...context, tries }).postponed[0]?.forMs;
  });
  expect(waits).toEqual([5_000, 15_000, 45_000, 135_000, 405_000]);
});

test('an answer that was refused for its pace is no try and holds nothing', () => {
  const limited = Object.assign(new Error('too fast'), { kind: 'rate_limited' });
  const plan = decideDrain([found('1'), failed('6', limited)], context);
  expect(plan.holds).toEqual([]);
  expect(plan.postponed).toMatchObject([{ id: '6', isTry: false }]);
});

test('a run says which deals failed and comes back for the first', () => {
  const tries = new Map([['6', 1]]);
  const { postponed } = decideDrain([found('1'), failed('5'), failed('6')], { ...context, tries });
  expect(describePostponed(postponed)).toEqual({
    againInMs: 5_000,
    message: expect.stringContaining('failed on 2 deals') as string,
  });
  expect(describePostponed([])).toEqual({});
});

test('a rule that fails on one deal holds that deal and stores the others', () => {
  const plan = decideDrain([found('1'), found('2')], context, (answer) => {
    if (answer.id === '1') throw new TypeError('undefined is not a stage');
    return { plan: 'tombstone' };
  });
  expect(plan.holds).toMatchObject([{ key: '1', reason: 'rule-failed' }]);
  expect(plan.holds[0]?.detail).toContain('undefined is not a stage');
  expect(plan.missing).toEqual(['2']);
});

const names = {
  fields: [{ code: 'UF_CRM_1', type: 'enumeration', isMultiple: true }],
  codes: new Set(['category/1', 'stage/C1:NEW', 'user/5', 'enum:UF_CRM_1/45', 'enum:UF_CRM_1/47']),
  readAt: new Date('2026-11-22T11:00:00Z'),
};

const cases: [string, Record<string, unknown>, Partial<typeof names>, boolean][] = [
  ['a deal whose codes all have names asks for none', {}, {}, false],
  ['a stage without a name asks for names', { STAGE_ID: 'C1:LATE' }, {}, true],
  ['an owner without a name asks for names', { ASSIGNED_BY_ID: '99' }, {}, true],
  ['an option without a name asks for names', { UF_CRM_1: ['48'] }, {}, true],
  ['a field that is not known asks for names', { UF_CRM_NEW: 'x' }, {}, true],
  [
    'an option that was deleted long ago does not ask again while names are fresh',
    { UF_CRM_1: ['48'] },
    { readAt: new Date('2026-11-22T11:55:00Z') },
    false,
  ],
];

test.each(cases)('%s', (_sentence, change, known, isMissing) => {
  const { store } = decideDrain([found('7', change)], context);
  expect(areNamesMissing(store, { ...names, ...known }, readAt)).toBe(isMissing);
});
