import { expect, test } from 'vitest';
import type { StoredState } from '../reconcile-ports.ts';
import { toKnown } from './to-known.ts';

const nothing: StoredState = {
  ...{ rows: [], marked: new Set(['1']), held: new Set(['2']), events: [], load: undefined },
};
const event = (id: string) => ({
  id: `event-${id}`,
  body: `event=ONCRMDEALUPDATE&data%5BFIELDS%5D%5BID%5D=${id}&ts=1766047124`,
});

test('a deal whose event is stored and no mark yet is on its way', () => {
  const known = toKnown({ ...nothing, events: [event('7'), event('8')] });
  expect([...known.marked]).toEqual(['1', '7', '8']);
  expect(known.held).toBe(nothing.held);
});

test('an event that nobody can read is nobody’s', () => {
  const known = toKnown({ ...nothing, events: [{ id: 'x', body: 'a[b=1' }] });
  expect([...known.marked]).toEqual(['1']);
});

test('before any load nothing is loaded and no row is expected', () => {
  const known = toKnown(nothing);
  const at = new Date();
  const deal = { id: '7', categoryId: '0', stageId: 'NEW', createdAt: at, modifiedAt: at };
  expect([known.isLoaded, known.isExpected(deal)]).toEqual([false, false]);
});
