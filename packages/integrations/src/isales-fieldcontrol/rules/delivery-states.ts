import type { DeliveryState } from '../delivery.ts';

/** What can happen to a delivery on its way. */
export type DeliveryEvent =
  /** Everything that FieldControl needs is there. */
  | 'complete'
  /** Something is missing that a person or another step must bring. */
  | 'incomplete'
  /** A run takes it up and is about to write. */
  | 'taken'
  /** FieldControl answered with the object. */
  | 'accepted'
  /** 4xx other than 408 and 429: nothing was made. */
  | 'refused'
  /** Timeout, reset, 5xx, a run that died: perhaps made. */
  | 'unclear'
  /** 429, or nothing was sent at all. */
  | 'put-off'
  /** A look-up shows the object. */
  | 'found'
  /** A look-up after the list's delay proves that it is not there. */
  | 'absent'
  /** The card's later move takes it back before it left. */
  | 'taken-back'
  /** Proven not to be there, and a later move of the card does not want it any more. */
  | 'given-up'
  /** A cancellation whose order never came to be. */
  | 'void';

const MOVES: Readonly<
  Record<DeliveryState, Readonly<Partial<Record<DeliveryEvent, DeliveryState>>>>
> = {
  pendente: {
    ...{ complete: 'pronto', incomplete: 'bloqueado', 'taken-back': 'suprimido' },
    ...{ 'put-off': 'pendente', void: 'nao_aplicavel', unclear: 'incerto' },
  },
  bloqueado: { complete: 'pronto', incomplete: 'bloqueado', 'taken-back': 'suprimido' },
  pronto: {
    ...{ complete: 'pronto', incomplete: 'bloqueado', taken: 'enviando', 'put-off': 'pronto' },
    ...{ found: 'enviado', 'taken-back': 'suprimido', refused: 'rejeitado' },
    // A run that died between its intent and its claim leaves an answer in doubt.
    ...{ 'given-up': 'suprimido', void: 'nao_aplicavel', unclear: 'incerto' },
  },
  enviando: {
    ...{ accepted: 'enviado', refused: 'rejeitado', unclear: 'incerto', 'put-off': 'pronto' },
    ...{ found: 'enviado', absent: 'pronto', 'given-up': 'suprimido' },
  },
  incerto: {
    ...{ taken: 'enviando', unclear: 'incerto', 'put-off': 'incerto', found: 'enviado' },
    ...{ absent: 'pronto', 'given-up': 'suprimido' },
  },
  rejeitado: { complete: 'pronto', incomplete: 'bloqueado', 'taken-back': 'suprimido' },
  enviado: {},
  suprimido: {},
  nao_aplicavel: {},
};

/** The next state; undefined when the event cannot happen to a delivery in this one. */
export function nextState(state: DeliveryState, event: DeliveryEvent): DeliveryState | undefined {
  return MOVES[state][event];
}
