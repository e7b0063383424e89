import { expect, test } from 'vitest';
import { decideContacts, type ContactOutcome } from './decide-contacts.ts';

test.each<[string, ContactOutcome[], number, object]>([
  ['all are there', ['settled', 'settled'], 0, { isSettled: true, detalhe: null }],
  ['nothing is known', [], 0, { isSettled: true, detalhe: null }],
  [
    'one is refused: a pending, and the end',
    ['refused', 'settled'],
    0,
    { isSettled: true, againInMs: undefined, detalhe: expect.stringContaining('não aceitou') },
  ],
  [
    'one answer is lost: again when lists show it',
    ['failed', 'settled'],
    0,
    { isSettled: false, againInMs: 30_000, detalhe: expect.stringContaining('de novo') },
  ],
  ['each time later', ['failed'], 3, { isSettled: false, againInMs: 135_000 }],
  [
    'after some tries a person may do it, and it goes on',
    ['failed'],
    5,
    { isSettled: false, againInMs: 1_215_000, detalhe: expect.stringContaining('à mão') },
  ],
  [
    'an hour later at most, for ever',
    ['failed', 'refused'],
    500,
    { isSettled: false, againInMs: 3_600_000, detalhe: expect.stringContaining('à mão') },
  ],
  [
    'one that was left out is told, and not tried again',
    ['settled', 'left'],
    0,
    { isSettled: true, againInMs: undefined, detalhe: expect.stringContaining('ficou de fora') },
  ],
  [
    'what is left out is told beside what is tried again',
    ['failed', 'left'],
    0,
    { isSettled: false, againInMs: 30_000, detalhe: expect.stringMatching(/de novo.*de fora/) },
  ],
])('%s', (_says, outcomes, tries, plan) => {
  expect(decideContacts(outcomes, tries)).toMatchObject(plan);
});
