import { describe, expect, test } from 'vitest';
import { decideAlerts } from './decide-alerts.ts';
import type { ErrorGroup, TroubleFacts, TroubleNow } from './error-group.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 9, minute));
const cause = { source: 'run' as const, integration: 'onec-bitrix24', reason: 'unavailable' };

function trouble(part: Partial<TroubleNow> = {}): TroubleNow {
  return {
    ...cause,
    ...{ count: 3, waiting: 2, firstAt: at(0), lastAt: at(1), sample: '1C does not answer.' },
    ...part,
  };
}
const facts = (part: Partial<TroubleFacts> = {}): TroubleFacts => ({
  ...{ troubles: [], groups: [], mutes: [], digestMinutes: [15, 60, 240], zone: 'Asia/Almaty' },
  nextSteps: () => 'Look at the vendor.',
  toTitle: (reason) => (reason === 'incerto' ? 'an answer was lost (incerto)' : reason),
  ...part,
});
const told = (part: Partial<ErrorGroup> = {}): ErrorGroup => ({
  ...trouble(),
  ...{ id: '7', alertedAt: at(1), digestAt: null, digests: 0, toldCount: 3, recoveries: 0 },
  closedAt: null,
  ...part,
});
const newsOf = (given: Partial<TroubleFacts>, minute: number) =>
  decideAlerts(facts(given), at(minute)).changes.map(({ news }) => news?.kind ?? 'silent');

describe('a trouble', () => {
  test('is told at once', () => {
    const { changes } = decideAlerts(facts({ troubles: [trouble()] }), at(1));
    expect(changes).toMatchObject([
      {
        group: { alertedAt: at(1), toldCount: 3, closedAt: null },
        news: {
          kind: 'alert',
          ordinal: 1,
          parts: {
            title: '🔴 Alert · onec-bitrix24: unavailable',
            lines: [
              '3 times since 14:00 (Asia/Almaty); 2 waiting, Ponte goes on trying.',
              '1C does not answer.',
              'Look at the vendor.',
            ],
          },
        },
      },
    ]);
  });

  test('whose reason is a word of the database is told in words', () => {
    const troubles = [trouble({ integration: 'isales-fieldcontrol', reason: 'incerto' })];
    expect(decideAlerts(facts({ troubles }), at(1)).changes[0]?.news?.parts.title).toBe(
      '🔴 Alert · isales-fieldcontrol: an answer was lost (incerto)',
    );
  });

  test('that was over before anybody looked is not told and not counted again', () => {
    const { changes } = decideAlerts(facts({ troubles: [trouble({ waiting: 0 })] }), at(2));
    expect(changes).toMatchObject([{ group: { alertedAt: null, closedAt: at(1) } }]);
    expect(changes[0]?.news).toBeUndefined();
  });

  test('that goes on is told again in a digest, not before its time and not without news', () => {
    const groups = [told()];
    const more = [trouble({ count: 40, lastAt: at(14) })];
    expect(newsOf({ groups, troubles: more }, 15)).toEqual(['silent']);
    expect(newsOf({ groups, troubles: more }, 16)).toEqual(['digest']);
    expect(newsOf({ groups, troubles: [trouble()] }, 16)).toEqual(['silent']);
  });

  test('has its second digest an hour after the first', () => {
    const groups = [told({ digests: 1, digestAt: at(16), toldCount: 40 })];
    const troubles = [trouble({ count: 90, lastAt: at(40) })];
    expect(newsOf({ groups, troubles }, 41)).toEqual(['silent']);
    expect(newsOf({ groups, troubles }, 76)).toEqual(['digest']);
  });

  test('is over when nothing waits in it and it has been quiet', () => {
    const groups = [told({ digests: 1, toldCount: 40 })];
    const troubles = [trouble({ waiting: 0, count: 60, lastAt: at(40) })];
    expect(newsOf({ groups, troubles }, 41)).toEqual([]);
    const { changes } = decideAlerts(facts({ groups, troubles }), at(42));
    expect(changes).toMatchObject([
      {
        group: { closedAt: at(40), recoveries: 1, count: 60 },
        news: {
          kind: 'recovery',
          parts: {
            lines: ['60 times from 14:00 to 14:40 (Asia/Almaty).', 'What waited came through.'],
          },
        },
      },
    ]);
  });

  test('that comes back within half an hour is the same story', () => {
    const groups = [told({ closedAt: at(40), recoveries: 1, lastAt: at(40) })];
    const troubles = [trouble({ firstAt: at(50), lastAt: at(50), count: 1 })];
    const { changes } = decideAlerts(facts({ groups, troubles }), at(51));
    expect(changes).toMatchObject([{ group: { id: '7', closedAt: null } }]);
    expect(changes[0]?.news).toBeUndefined();
  });

  test('that was over once must be quiet for longer before it is over again', () => {
    const groups = [told({ recoveries: 1, lastAt: at(10) })];
    const troubles = [trouble({ waiting: 0, lastAt: at(10) })];
    expect(newsOf({ groups, troubles }, 20)).toEqual([]);
    expect(newsOf({ groups, troubles }, 25)).toEqual(['recovery']);
  });

  test('whose runs were forgotten ends without a word', () => {
    expect(newsOf({ groups: [told()] }, 30)).toEqual(['silent']);
  });

  test('of held records is over when none is held', () => {
    const groups = [told({ source: 'held', reason: 'product-unmapped' })];
    expect(newsOf({ groups }, 30)).toEqual(['recovery']);
  });
});

describe('a mute', () => {
  const mute = { integration: 'onec-bitrix24', reason: '*', until: at(50) };
  test('keeps an alert back, which is told when the mute ends', () => {
    expect(newsOf({ troubles: [trouble()], mutes: [mute] }, 1)).toEqual(['silent']);
    const groups = [told({ alertedAt: null, toldCount: 0 })];
    expect(newsOf({ groups, troubles: [trouble()] }, 51)).toEqual(['alert']);
  });
  test('keeps digests back', () => {
    const more = [trouble({ count: 40 })];
    expect(newsOf({ groups: [told()], troubles: more, mutes: [mute] }, 16)).toEqual(['silent']);
  });
  test('until it is fixed ends with the recovery, which is told', () => {
    const mutes = [{ ...mute, reason: 'unavailable', until: null }];
    const troubles = [trouble({ waiting: 0 })];
    const { changes } = decideAlerts(facts({ groups: [told()], troubles, mutes }), at(5));
    expect(changes).toMatchObject([{ news: { kind: 'recovery' }, isFixed: true }]);
  });
  test('of another integration keeps nothing back', () => {
    const mutes = [{ ...mute, integration: 'bling-shop' }];
    expect(newsOf({ troubles: [trouble()], mutes }, 1)).toEqual(['alert']);
  });
});

test('forty minutes of outage are one alert, one digest and one recovery', () => {
  let groups: ErrorGroup[] = [];
  const heard: string[] = [];
  for (let minute = 1; minute <= 60; minute += 1) {
    const last = Math.min(minute, 40);
    const waiting = minute < 44 ? 5 : 0;
    const troubles = [trouble({ count: last * 5, waiting, lastAt: at(last) })];
    const isClosed = groups.some(({ closedAt }) => closedAt !== null);
    const plan = decideAlerts(facts({ groups, troubles: isClosed ? [] : troubles }), at(minute));
    for (const { group, news } of plan.changes) {
      groups = [{ ...group, id: '7' }];
      if (news !== undefined) heard.push(`${minute} ${news.kind}`);
    }
  }
  expect(heard).toEqual(['1 alert', '16 digest', '44 recovery']);
});
