import { describe, expect, test } from 'vitest';
import { decideAnswers } from './decide-answers.ts';
import { toHelpParts, toStatusParts, toStrangerParts } from './to-answer-parts.ts';

const ask = (id: number, chatId: string, command: string) => ({
  id,
  command: { updateId: String(id), chatId, chatTitle: 'Kitchen', command, words: [] },
});
const chats = [
  { id: '1', mayAsk: true, isDisabled: false },
  { id: '2', mayAsk: false, isDisabled: false },
  { id: '3', mayAsk: true, isDisabled: true },
].map((chat) => ({ ...chat, mayAct: true, takesAlerts: true }));

test('a chat that may ask is answered, others are not', () => {
  const updates = [ask(1, '1', 'status'), ask(2, '1', 'what'), ask(3, '2', 'status'), { id: 4 }];
  const { answers, strangers } = decideAnswers([...updates, ask(5, '3', 'status')], chats);
  expect(answers.map(({ updateId, kind }) => `${updateId} ${kind}`)).toEqual([
    '1 status',
    '2 help',
  ]);
  expect(strangers).toEqual([]);
});

test('a stranger is told nothing and is told of once', () => {
  const { answers, strangers } = decideAnswers(
    [ask(1, '9', 'status'), ask(2, '9', 'status')],
    chats,
  );
  expect(answers).toEqual([]);
  expect(strangers).toEqual([{ chatId: '9', title: 'Kitchen' }]);
  expect(toStrangerParts({ chatId: '9', title: 'Kitchen' }).lines).toEqual([
    'If it is one of yours: ponte chats add 9',
  ]);
});

test('a stranger who presses a button is told of too', () => {
  const press = { updateId: '1', chatId: '9', chatTitle: 'Kitchen', queryId: 'q', data: 'mute:7' };
  const pressed = { ...press, messageId: '5', personId: '9', personName: 'Ivan' };
  const { answers, strangers } = decideAnswers([{ id: 1, press: pressed }], chats);
  expect({ answers, strangers }).toEqual({
    answers: [],
    strangers: [{ chatId: '9', title: 'Kitchen' }],
  });
});

describe('the status', () => {
  const now = new Date('2026-11-23T09:00:00Z');
  const before = new Date('2026-11-22T09:00:00Z');
  const house = { now, zone: 'Asia/Almaty', pauses: [], unknown: 0, checks: [], troubles: [] };
  const fresh = (...slugs: string[]) => slugs.map((slug) => ({ slug, freshAsOf: now }));

  test('says how old the data of each integration is, and that all is well', () => {
    const integrations = [...fresh('a'), { slug: 'b', freshAsOf: null }];
    expect(toStatusParts({ ...house, integrations })).toEqual({
      title: '🟢 All is well · 14:00',
      lines: ['🟢 a · data as of 14:00', '🟢 b · no data yet'],
    });
  });

  test('says what is paused, in trouble, held, and what is well', () => {
    const trouble = { integration: 'b', waiting: 12, firstAt: before };
    const { title, lines } = toStatusParts({
      ...house,
      integrations: [{ slug: 'a', freshAsOf: before }, ...fresh('b', 'c')],
      pauses: [{ integration: 'a', reason: 'holidays' }],
      troubles: [
        { ...trouble, source: 'run', reason: 'unavailable' },
        { ...trouble, source: 'held', reason: 'bin-missing' },
      ],
      unknown: 1,
    });
    expect(title).toBe('🟠 Something needs attention · 14:00');
    expect(lines).toEqual([
      '⏸ a: paused (holidays) · data as of 22/11 14:00',
      '🔴 b: unavailable since 22/11 14:00, 12 waiting · data as of 14:00',
      '🟠 b: 12 held, bin-missing',
      '🟢 c · data as of 14:00',
      '🟠 alerts: 1 messages may not have arrived (ponte alerts list)',
    ]);
  });

  test('says how each vendor answered just now', () => {
    const checks = [
      { vendor: 'Bitrix24', state: 'ok' as const, text: 'answers; 2 scopes work' },
      { vendor: '1C', state: 'problem' as const, text: '1C does not answer.' },
      { vendor: 'Telegram', state: 'silent' as const, text: 'no answer within 15 s' },
    ];
    const { title, lines } = toStatusParts({ ...house, integrations: fresh('a'), checks });
    expect(title).toContain('needs attention');
    expect(lines?.slice(1)).toEqual([
      '🟢 Bitrix24: answers; 2 scopes work',
      '🔴 1C: 1C does not answer.',
      '🟠 Telegram: no answer within 15 s',
    ]);
  });
});

test('help lists what can be asked', () => {
  expect(toHelpParts().lines).toContain('/status – How the integrations stand');
});
