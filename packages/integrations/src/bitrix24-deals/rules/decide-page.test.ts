import type { ListedDeal, RangeReading } from '@ponte/connectors/bitrix24';
import { toDealRecord } from '@ponte/connectors/bitrix24/model';
import { expect, test } from 'vitest';
import { decidePage } from './decide-page.ts';
import { OPEN_END } from './plan-ranges.ts';

const readAt = new Date('2026-11-22T12:00:00Z');
const context = { account: 'default', readAt, fields: new Map() };

function deal(id: string): ListedDeal {
  const reading = toDealRecord({
    ...{ ID: id, TITLE: 'Obra', STAGE_ID: 'NEW', CATEGORY_ID: '0' },
    ...{ DATE_CREATE: '2024-08-30T14:29:00+02:00', DATE_MODIFY: '2024-08-30T15:29:00+02:00' },
  });
  if (!reading.ok) throw new Error(reading.problem);
  return { ok: true, id, deal: reading.deal, readAt };
}

const unread = (id?: string): ListedDeal => ({ ok: false, id, problem: 'odd', readAt });

const decide = (deals: readonly ListedDeal[], range = { afterId: '400', upToId: '500' }) =>
  decidePage({ range, deals, isFull: false } satisfies RangeReading, context);

const keysOf = (deals: readonly ListedDeal[], range?: { afterId: string; upToId: string }) =>
  decide(deals, range).holds.map(({ kind, key }) => [kind, key]);

test('sound deals are stored and those that cannot be read are held, each by itself', () => {
  const plan = decide([deal('424'), unread('425'), deal('430')]);
  expect(plan.store.map(({ id }) => id)).toEqual(['424', '430']);
  expect(plan.holds).toEqual([
    { kind: 'deal', key: '425', reason: 'unreadable-answer', detail: 'Deal 425: odd' },
  ]);
});

test('neighbours without an id are two records, by the ids between which they lie', () => {
  expect(keysOf([deal('424'), unread(), unread(), deal('431')])).toEqual([
    ['deal-range', '424-430#1'],
    ['deal-range', '424-430#2'],
  ]);
});

test('a deal that cannot be read but shows its id bounds its neighbours without one', () => {
  expect(keysOf([unread(), unread('425'), unread()])).toEqual([
    ['deal-range', '400-424#1'],
    ['deal', '425'],
    ['deal-range', '425-500#1'],
  ]);
});

test('behind the last id there is no end to name', () => {
  expect(keysOf([unread()], { afterId: '424', upToId: String(OPEN_END) })).toEqual([
    ['deal-range', '424-end#1'],
  ]);
});
