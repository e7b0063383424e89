import { expect, it } from 'vitest';
import type { HowItEnded, InvoiceEnd, InvoiceTrace, LaterEnd } from '../invoice-entry.ts';
import { toDrainEnding, toOutageEnding, type DrainFacts } from './to-drain-ending.ts';

const now = new Date('2026-11-22T12:00:00Z');
const in_ = (ms: number): Date => new Date(now.getTime() + ms);
const end = (dealId: string, how: HowItEnded, trace: Partial<InvoiceTrace> = {}): InvoiceEnd => ({
  ...{ dealId, ref: `ref-${dealId}`, productIds: ['1001'], lookUps: 0, ...trace },
  ...how,
});
const vendorError = (kind: string, more: object = {}): Error =>
  Object.assign(new Error(`${kind}!`), { name: 'VendorError', kind, ...more });
const later = (error: unknown): LaterEnd => ({
  end: 'later',
  until: in_(30_000),
  error,
  isTry: true,
});
const ending = (ends: readonly InvoiceEnd[], more: Partial<DrainFacts> = {}) =>
  toDrainEnding({ ends, now, isFull: false, nextDue: undefined, stuck: undefined, ...more });

it('names deal, invoice and products however a deal ended', () => {
  const held = { end: 'held', reason: 'product-unmapped', detail: '', waitsFor: ['77'] } as const;
  const ends = [
    end('1', { end: 'skipped', reason: 'unchanged' }),
    end('2', held, { productIds: ['77', '1003'] }),
    end('3', later(new Error('x')), { productIds: [] }),
    end('4', { end: 'skipped', reason: 'not-due' }, { ref: undefined, productIds: [] }),
  ];
  expect(ending(ends)).toMatchObject({
    ...{ outcome: 'held', reason: 'product-unmapped' },
    keys: [
      ...['deal:1', 'deal:2', 'deal:3', 'deal:4', 'invoice:ref-1', 'invoice:ref-2'],
      ...['invoice:ref-3', 'product:77', 'product:1001', 'product:1003'],
    ],
    counts: { told: 0, skipped: 2, held: 1, later: 1, lookUps: 0 },
    message: 'Left alone: deal 4 (not-due).',
  });
});

it('names at most a thousand records, what stops a deal before what it is made of', () => {
  const productIds = Array.from({ length: 2_000 }, (_, at) => `${at}`);
  const held = { end: 'held', reason: 'product-unmapped', detail: '', waitsFor: ['x'] } as const;
  const { keys = [] } = ending([end('1', held, { productIds })]);
  expect(keys).toHaveLength(1_000);
  expect(keys.slice(0, 3)).toEqual(['deal:1', 'invoice:ref-1', 'product:x']);
});

it('says which deals were looked up, and how often', () => {
  const skipped = { end: 'skipped', reason: 'unchanged' } as const;
  const ends = [
    end('1', skipped, { lookUps: 2 }),
    end('2', skipped),
    end('3', skipped, { lookUps: 1 }),
  ];
  expect(ending(ends)).toMatchObject({
    message: 'Unclear answers of 1C were looked up: deal 1 (2), deal 3 (1).',
    counts: { lookUps: 3, 'lookUps deal:1': 2, 'lookUps deal:3': 1 },
  });
});

it('does not look done while deals are stuck, and says which and why', () => {
  const told = [end('1', { end: 'skipped', reason: 'unchanged' })];
  const stuck = { count: 2, dealId: '7', tries: 4, kind: 'timeout', message: 'Too slow.' };
  expect(ending(told, { stuck, nextDue: in_(120_000) })).toMatchObject({
    ...{ outcome: 'waiting', reason: 'timeout', againInMs: 120_000 },
    message: 'Deal 7 failed 4 times in a row: Too slow. 2 deals are stuck.',
  });
  const calm = { ...stuck, kind: 'rate_limited' };
  expect(ending(told, { stuck: calm })).toMatchObject({ reason: 'invoices-stuck' });
});

it('comes back at once for more deals, else for the first that waits', () => {
  expect(ending([], { isFull: true, nextDue: in_(5_000) }).againInMs).toBe(0);
  expect(ending([], { nextDue: in_(5_000) }).againInMs).toBe(5_000);
  expect(ending([]).againInMs).toBeUndefined();
});

it('tells an outage with its records, and waits as long as the vendor says', () => {
  const gone = [end('1', later(vendorError('unavailable')))] as (InvoiceEnd & LaterEnd)[];
  expect(toOutageEnding(gone, now)).toMatchObject({
    ...{ outcome: 'waiting', reason: 'unavailable', message: 'unavailable!', againInMs: 60_000 },
    keys: ['deal:1', 'invoice:ref-1', 'product:1001'],
  });
  const retryAt = in_(600_000);
  const tired = [end('1', later(vendorError('rate_limited', { retryAt })))] as typeof gone;
  expect(toOutageEnding(tired, now).againInMs).toBe(600_000);
});
