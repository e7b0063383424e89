import { expect, test } from 'vitest';
import { readButton, toAlertButtons, toShownButtons } from './alert-buttons.ts';
import { decidePress, type PressFacts } from './decide-press.ts';
import { sayDone, toDoneParts } from './to-press-parts.ts';

const now = new Date('2026-11-23T09:00:00Z');
const inAnHour = new Date('2026-11-23T10:00:00Z');
const outage = { id: '7', source: 'run', integration: 'onec-bitrix24', reason: 'timeout' } as const;
const holds = { ...outage, id: '8', source: 'held', reason: 'bin-missing' } as const;
const chat = { id: '1', mayAsk: false, mayAct: true, takesAlerts: true, isDisabled: false };
const press = (data: string, chatId = '1') => ({
  ...{ updateId: '1', queryId: 'q', chatId, chatTitle: '', messageId: '5', data },
  ...{ personId: '42', personName: 'Aigerim' },
});
const facts = (part: Partial<PressFacts> = {}): PressFacts => ({
  ...{ now, zone: 'Asia/Almaty', chats: [chat], groups: [outage, holds], mutes: [] },
  ...part,
});

test('a button does what it says with the whole group', () => {
  const decide = (data: string) => decidePress(press(data), facts());
  expect(decide('mute:7')).toEqual({ do: 'mute', group: outage, until: inAnHour });
  expect(decide('retry:7')).toMatchObject({ do: 'retry', group: outage });
  expect(decide('release:8')).toMatchObject({ do: 'release', group: holds });
});

test.each([
  ['a chat that is not on the list', {}, '9'],
  ['a chat that may not act', { mayAct: false }, '1'],
  ['a chat that takes no alerts', { takesAlerts: false }, '1'],
  ['a chat that is disabled', { isDisabled: true }, '1'],
])('%s does nothing', (_, part, chatId) => {
  const chats = [{ ...chat, ...part }];
  expect(decidePress(press('mute:7', chatId), facts({ chats }))).toEqual({
    ...{ do: 'nothing', text: 'This chat may not do that.' },
  });
});

test.each(['mute:9', 'retry:9', 'delete:7', '', 'mute:7; DROP'])(
  'a trouble that is over, or a button that is none of ours, does nothing: %s',
  (data) => {
    expect(decidePress(press(data), facts())).toMatchObject({ do: 'nothing' });
  },
);

test('a second press finds it muted; one that comes near the end mutes again', () => {
  const muted = (until: Date | null) => [{ ...outage, until }];
  const decide = (until: Date | null) =>
    decidePress(press('mute:7'), facts({ mutes: muted(until) }));
  expect(decide(inAnHour)).toEqual({ do: 'nothing', text: 'Muted already, until 15:00.' });
  expect(decide(null)).toEqual({ do: 'nothing', text: 'Muted already, until it is fixed.' });
  expect(decide(new Date('2026-11-23T09:05:00Z'))).toMatchObject({ do: 'mute' });
});

test('runs are retried, held records released, and what must be looked at first only opened', () => {
  const texts = (group: typeof outage | typeof holds, url?: string) =>
    toAlertButtons('alert', group, url).map((row) => row.map(({ text }) => text.slice(2).trim()));
  expect(texts(outage)).toEqual([['Mute 1 h', 'Retry all']]);
  expect(texts(holds, 'https://bridge.example')[0]).toHaveLength(2);
  const looked = ['guard-rail', 'number-foreign', 'document-gone', 'payment-unknown'];
  for (const reason of [...looked, 'deal-changed', 'deal-reopened', 'deal-deleted']) {
    const buttons = toAlertButtons('digest', { ...holds, reason }, undefined);
    expect(buttons.flat()).toMatchObject([{ data: 'mute:8' }]);
  }
  expect(toAlertButtons('recovery', outage, 'https://bridge.example')).toEqual([]);
});

test('a chat that may not act is shown the link only', () => {
  const buttons = toAlertButtons('alert', outage, 'https://bridge.example');
  expect(toShownButtons(buttons, true)).toEqual(buttons);
  expect(toShownButtons(buttons, false)).toEqual([buttons[1]]);
  expect(toShownButtons(undefined, true)).toEqual([]);
});

test.each([
  ['https://bridge.example/ponte/', 'https://bridge.example/ponte/held?'],
  ['http://10.0.0.7:3000', 'http://10.0.0.7:3000/held?'],
  ['http://localhost:3000', undefined],
  ['http://ponte', undefined],
  ['ftp://bridge.example', undefined],
])('the link leads to the page that %s names, where Telegram takes it', (publicUrl, start) => {
  const link = toAlertButtons('alert', holds, publicUrl)
    .flat()
    .find((button) => 'url' in button);
  if (start === undefined) expect(link).toBeUndefined();
  else expect(link?.url).toBe(`${start}integration=onec-bitrix24&reason=bin-missing`);
});

test('every button that tells us something is read back, and fits into Telegram’s 64 bytes', () => {
  const long = { ...outage, id: '9'.repeat(18) };
  const data = toAlertButtons('alert', long, undefined)
    .flat()
    .flatMap((button) => ('data' in button ? [button.data] : []));
  expect(data.map(readButton)).toEqual([
    { action: 'mute', groupId: long.id },
    { action: 'retry', groupId: long.id },
  ]);
  expect(data.every((text) => Buffer.byteLength(text) <= 64)).toBe(true);
});

test('the chat is told who did what', () => {
  const plan = { do: 'release', group: holds, until: inAnHour } as const;
  const done = { plan, reason: 'bin-missing', count: 3, zone: 'Asia/Almaty', now };
  expect(toDoneParts(press(''), done)).toEqual({
    title: 'Aigerim: onec-bitrix24, bin-missing',
    lines: ['3 released; the work goes on.'],
  });
  expect(sayDone({ ...done, count: 0 })).toBe('Nothing is held any more.');
  expect(sayDone({ ...done, plan: { ...plan, do: 'mute' } })).toBe('Muted until 15:00.');
  expect(sayDone({ ...done, plan: { ...plan, do: 'retry' } })).toBe('3 tried again now.');
});
