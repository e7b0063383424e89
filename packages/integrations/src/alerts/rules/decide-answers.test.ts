import { expect, test } from 'vitest';
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
];

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

test('the status says what is paused, in trouble, held, and what is well', () => {
  const now = new Date('2026-11-23T09:00:00Z');
  const house = { now, zone: 'Asia/Almaty', slugs: ['a', 'b', 'c'], pauses: [], unknown: 0 };
  expect(toStatusParts({ ...house, troubles: [] })).toEqual({
    title: '🟢 All is well · 14:00',
    lines: ['🟢 a', '🟢 b', '🟢 c'],
  });
  const trouble = { integration: 'b', waiting: 12, firstAt: new Date('2026-11-22T09:00:00Z') };
  const { title, lines } = toStatusParts({
    ...house,
    pauses: [{ integration: 'a', reason: 'holidays' }],
    troubles: [
      { ...trouble, source: 'run', reason: 'unavailable' },
      { ...trouble, source: 'held', reason: 'bin-missing' },
    ],
    unknown: 1,
  });
  expect(title).toBe('🟠 Something needs attention · 14:00');
  expect(lines).toEqual([
    '⏸ a: paused (holidays)',
    '🔴 b: unavailable since 22/11 14:00, 12 waiting',
    '🟠 b: 12 held, bin-missing',
    '🟢 c',
    '🟠 alerts: 1 messages may not have arrived (ponte alerts list)',
  ]);
  expect(toHelpParts().lines).toContain('/status – How the integrations stand');
});
