import { toWaitMs } from './decide-setback.ts';

/**
 * What came of one phone or e-mail. refused: FieldControl does not take it. failed: perhaps it is
 * there. left: the customer has others, and a person decides.
 */
export type ContactOutcome = 'settled' | 'refused' | 'failed' | 'left';

/** Tries after which a person is asked to add it; it goes on all the same, an hour later each time. */
const MOST_TRIES = 6;
/** What was sent without an answer shows in the lists by then; virtual milliseconds. */
const SHORTEST_WAIT_MS = 30_000;

export interface ContactsPlan {
  /** Nothing more is done until they change. */
  readonly isSettled: boolean;
  readonly againInMs: number | undefined;
  readonly detalhe: string | null;
}

/** Whether a person's phones and e-mail are done, after `tries` attempts before this one. */
export function decideContacts(outcomes: readonly ContactOutcome[], tries: number): ContactsPlan {
  const isOpen = outcomes.includes('failed');
  const againInMs = Math.max(SHORTEST_WAIT_MS, toWaitMs(tries));
  const isLong = tries + 1 >= MOST_TRIES;
  const open = !isOpen
    ? []
    : isLong
      ? [
          'Um telefone ou e-mail do cliente não pôde ser incluído no FieldControl: inclua à mão, ou espere; é tentado de novo sozinho.',
        ]
      : ['Um telefone ou e-mail do cliente ainda não chegou ao FieldControl; é tentado de novo.'];
  const words = [...open, ...toWords(outcomes)];
  return {
    isSettled: !isOpen,
    againInMs: isOpen ? againInMs : undefined,
    detalhe: words.length === 0 ? null : words.join(' '),
  };
}

function toWords(outcomes: readonly ContactOutcome[]): string[] {
  return [
    ...(outcomes.includes('refused')
      ? ['O FieldControl não aceitou um telefone ou e-mail do cliente.']
      : []),
    ...(outcomes.includes('left')
      ? ['O cliente já tinha telefones no FieldControl: um do iSales ficou de fora; inclua à mão.']
      : []),
  ];
}
