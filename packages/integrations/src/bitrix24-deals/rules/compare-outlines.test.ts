import type { Listed } from '@ponte/connectors/bitrix24';
import type { DealMark } from '@ponte/connectors/bitrix24/model';
import { expect, test } from 'vitest';
import type { StoredOutline } from '../ports.ts';
import { compareOutlines, listDriftIds, type Drift } from './compare-outlines.ts';

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 22, hour));
const none = { marked: new Set<string>(), held: new Set<string>() };

function inPortal(id: string, change: Partial<DealMark> = {}): Listed<DealMark> {
  const deal = { id, categoryId: '0', stageId: 'NEW', modifiedAt: at(8), ...change };
  return { ok: true, id, deal, readAt: at(12) };
}

function inRows(id: string, change: Partial<StoredOutline> = {}): StoredOutline {
  const row = { id, categoryId: '0', stageId: 'NEW', modifiedAt: at(8), isDeleted: false };
  return { ...row, ...change };
}

const cases: [string, Listed<DealMark>[], StoredOutline[], Partial<Drift>][] = [
  ['equal deals are no drift', [inPortal('1')], [inRows('1')], {}],
  ['a deal without a row was missed', [inPortal('1')], [], { missed: ['1'] }],
  [
    'a deal whose row says deleted was missed',
    [inPortal('1')],
    [inRows('1', { isDeleted: true })],
    { missed: ['1'] },
  ],
  [
    'a later time in the portal is a change',
    [inPortal('1', { modifiedAt: at(9) })],
    [inRows('1')],
    { changed: ['1'] },
  ],
  [
    'a row that is newer than the answer is no drift: an event was faster',
    [inPortal('1', { stageId: 'OLD' })],
    [inRows('1', { modifiedAt: at(9) })],
    {},
  ],
  [
    'another funnel is a move, with or without another time',
    [inPortal('1', { categoryId: '9' }), inPortal('2', { categoryId: '9', modifiedAt: at(9) })],
    [inRows('1'), inRows('2')],
    { moved: ['1', '2'] },
  ],
  [
    'another stage at the same time is a move',
    [inPortal('1', { stageId: 'WON' })],
    [inRows('1')],
    { moved: ['1'] },
  ],
  ['a row without a deal was deleted', [], [inRows('1')], { deleted: ['1'] }],
  ['a tombstone without a deal is as it should be', [], [inRows('1', { isDeleted: true })], {}],
  [
    'a deal that cannot be compared is read in full',
    [{ ok: false, id: '1', problem: 'x', readAt: at(12) }],
    [inRows('1')],
    { changed: ['1'] },
  ],
];

test.each(cases)('%s', (_sentence, portal, stored, drift) => {
  const empty = { missed: [], changed: [], moved: [], deleted: [], held: [] };
  expect(compareOutlines(portal, stored, none)).toEqual({ ...empty, ...drift });
});

test('deals that are marked anyway count as no drift', () => {
  const known = { ...none, marked: new Set(['1', '2']) };
  const drift = compareOutlines([inPortal('1')], [inRows('2')], known);
  expect(listDriftIds(drift)).toEqual([]);
});

test('a held deal is no news, and is read again in case the cause is gone', () => {
  const known = { ...none, held: new Set(['1']) };
  const drift = compareOutlines([inPortal('1')], [], known);
  expect(listDriftIds(drift)).toEqual([]);
  expect(drift.held).toEqual(['1']);
});
