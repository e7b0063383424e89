import { expect, test } from 'vitest';
import { decideAbsorb } from './decide-absorb.ts';
import { decideEvent, type EventPlan } from './decide-event.ts';

const body = (event: string, id?: string): string =>
  `event=${event}${id === undefined ? '' : `&data%5BFIELDS%5D%5BID%5D=${id}`}` +
  '&ts=1766047124&auth%5Bdomain%5D=portal.example&auth%5Bmember_id%5D=m';

const rows: [string, string, EventPlan][] = [
  ['a deal that was added is read', body('ONCRMDEALADD', '7'), { plan: 'mark', dealId: '7' }],
  ['a deal that changed is read', body('ONCRMDEALUPDATE', '7'), { plan: 'mark', dealId: '7' }],
  [
    'a deal that was deleted is read too',
    body('ONCRMDEALDELETE', '7'),
    { plan: 'mark', dealId: '7' },
  ],
  [
    'an event on the ignore list needs nothing',
    body('ONCRMLEADADD', '7'),
    { plan: 'skip', reason: 'ignored-event' },
  ],
];

test.each(rows)('%s', (_sentence, event, plan) => {
  expect(decideEvent(event, ['ONCRMLEADADD'])).toEqual(plan);
});

const holds: [string, string, string][] = [
  ['an event without a deal id is held', body('ONCRMDEALUPDATE'), 'unreadable-event'],
  ['an event whose id is no number is held', body('ONCRMDEALUPDATE', 'x'), 'unreadable-event'],
  ['an event with id zero is held', body('ONCRMDEALUPDATE', '0'), 'unreadable-event'],
  ['an event nobody works on is held', body('ONTASKADD', '7'), 'unknown-event'],
  ['a body that is no form is held', 'a[b=1', 'unreadable-event'],
];

test.each(holds)('%s', (_sentence, event, reason) => {
  expect(decideEvent(event, [])).toMatchObject({ plan: 'hold', reason });
});

test('a thousand repeats of three deals are three marks and a thousand ends', () => {
  const events = Array.from({ length: 1_000 }, (_, at) => ({
    id: String(at),
    body: body('ONCRMDEALUPDATE', String((at % 3) + 1)),
  }));
  const plan = decideAbsorb(events, []);
  expect(plan.dealIds.toSorted()).toEqual(['1', '2', '3']);
  expect(plan.ends).toHaveLength(1_000);
  expect(plan.outcome).toBe('done');
});

test('foreign events of one kind are one hold, unreadable ones a hold each', () => {
  const plan = decideAbsorb(
    [
      { id: '1', body: body('ONTASKADD', '1') },
      { id: '2', body: body('ONTASKADD', '2') },
      { id: '3', body: body('ONCRMDEALUPDATE') },
      { id: '4', body: body('ONCRMDEALUPDATE', '9') },
    ],
    [],
  );
  expect(plan.holds.map(({ kind, key }) => [kind, key])).toEqual([
    ['event-kind', 'ONTASKADD'],
    ['inbound-event', '3'],
  ]);
  expect(plan.ends.map(({ state }) => state)).toEqual(['held', 'held', 'held', 'done']);
  expect(plan).toMatchObject({ dealIds: ['9'], outcome: 'held' });
});

test('nothing received is nothing to do', () => {
  expect(decideAbsorb([], [])).toMatchObject({ outcome: 'skipped', reason: 'nothing-received' });
});
