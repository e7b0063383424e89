import { expect, test } from 'vitest';
import { decideDelivery } from './decide-delivery.ts';

const until = new Date('2026-11-23T09:00:00Z');
const failure = (kind: string, notApplied: boolean) => ({
  failure: { kind, notApplied, message: 'What happened.' },
});

test.each([
  [
    'a message that arrived is sent',
    { outcome: { state: 'sent', messageId: '9' } },
    'sent',
    'go-on',
  ],
  [
    'a chat that must rest keeps its message',
    { outcome: { state: 'rest', until } },
    'due',
    'go-on',
  ],
  [
    'a group that moved keeps its message',
    { outcome: { state: 'moved', to: '-2' } },
    'due',
    'go-on',
  ],
  [
    'a chat that is gone loses its message and is disabled',
    { outcome: { state: 'gone', reason: 'chat-blocked' } },
    'dropped',
    'go-on',
  ],
  ['a lost answer is never sent again by Ponte', failure('unavailable', false), 'unknown', 'stop'],
  ['a timeout is never sent again by Ponte', failure('timeout', false), 'unknown', 'stop'],
  ['what never left is due again', failure('unavailable', true), 'due', 'stop'],
  ['a refused token keeps the message', failure('auth_revoked', true), 'due', 'stop'],
  [
    'a refused text waits for a person, the next is tried',
    failure('rejected', true),
    'refused',
    'go-on',
  ],
] as const)('%s', (_, end, state, next) => {
  const plan = decideDelivery(end);
  expect([plan.ending.state, plan.next]).toEqual([state, next]);
});
