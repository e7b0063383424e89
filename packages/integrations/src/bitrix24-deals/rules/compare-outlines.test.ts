import type { Listed } from '@ponte/connectors/bitrix24';
import type { DealMark } from '@ponte/connectors/bitrix24/model';
import { expect, test } from 'vitest';
import type { StoredOutline } from '../reconcile-ports.ts';
import { compareOutlines, listDriftIds, type Drift } from './compare-outlines.ts';

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 22, hour));
const none = {
  ...{ marked: new Set<string>(), held: new Set<string>() },
  ...{ isLoaded: true, isExpected: () => true },
};

function inPortal(id: string, change: Partial<DealMark> = {}): Listed<DealMark> {
  const times = { createdAt: at(1), modifiedAt: at(8) };
  const deal = { id, categoryId: '0', stageId: 'NEW', ...times, ...change };
  return { ok: true, id, deal, readAt: at(12) };
}

function inRows(id: string, change: Partial<StoredOutline> = {}): StoredOutline {
  const times = { modifiedAt: at(8), readAt: at(9) };
  return { id, categoryId: '0', stageId: 'NEW', ...times, isDeleted: false, ...change };
}

const shown = (deals: Listed<DealMark>[]) => ({ readAt: at(12), deals });

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
    'a row that came after the portal was asked was not deleted',
    [],
    [inRows('1', { readAt: at(13) })],
    {},
  ],
  [
    'a deal that went after the portal was asked was not missed',
    [inPortal('1')],
    [inRows('1', { isDeleted: true, readAt: at(13) })],
    {},
  ],
  [
    'a deal that cannot be compared is read in full',
    [{ ok: false, id: '1', problem: 'x', readAt: at(12) }],
    [inRows('1')],
    { changed: ['1'] },
  ],
];

test.each(cases)('%s', (_sentence, portal, stored, drift) => {
  const empty = { missed: [], changed: [], moved: [], deleted: [], held: [], unloaded: [] };
  expect(compareOutlines(shown(portal), stored, none)).toEqual({ ...empty, ...drift });
});

test('deals that are marked anyway count as no drift', () => {
  const known = { ...none, marked: new Set(['1', '2']) };
  const drift = compareOutlines(shown([inPortal('1')]), [inRows('2')], known);
  expect(listDriftIds(drift)).toEqual([]);
});

test('a held deal is no news, and is read again in case the cause is gone', () => {
  const known = { ...none, held: new Set(['1']) };
  const drift = compareOutlines(shown([inPortal('1')]), [], known);
  expect(listDriftIds(drift)).toEqual([]);
  expect(drift.held).toEqual(['1']);
});

test('a deal that loads were not asked for is no drift, but a row that is there is kept true', () => {
  const known = { ...none, isExpected: () => false };
  const portal = [inPortal('1'), inPortal('2', { modifiedAt: at(9) }), inPortal('3')];
  const rows = [inRows('2'), inRows('3', { isDeleted: true })];
  const drift = compareOutlines(shown(portal), rows, known);
  expect(drift).toMatchObject({ missed: ['3'], changed: ['2'], unloaded: [] });
});

test('where no load was ever asked for, deals without a row are told apart and left alone', () => {
  const known = { ...none, isLoaded: false, isExpected: () => false };
  const unread: Listed<DealMark> = { ok: false, id: '2', problem: 'x', readAt: at(12) };
  const portal = [inPortal('1'), unread, inPortal('3', { modifiedAt: at(9) })];
  const drift = compareOutlines(shown(portal), [inRows('3')], known);
  expect(drift).toMatchObject({ missed: [], changed: ['3'], unloaded: ['1', '2'] });
  expect(listDriftIds(drift)).toEqual(['3']);
});
