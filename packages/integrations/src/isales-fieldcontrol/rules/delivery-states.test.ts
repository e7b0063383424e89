import { expect, test } from 'vitest';
import type { DeliveryState } from '../delivery.ts';
import { nextState, type DeliveryEvent } from './delivery-states.ts';

test.each<[DeliveryState, DeliveryEvent, DeliveryState]>([
  ['pendente', 'complete', 'pronto'],
  ['pendente', 'incomplete', 'bloqueado'],
  ['bloqueado', 'complete', 'pronto'],
  ['pronto', 'taken', 'enviando'],
  ['pronto', 'put-off', 'pronto'],
  ['pronto', 'unclear', 'incerto'],
  ['enviando', 'accepted', 'enviado'],
  ['enviando', 'unclear', 'incerto'],
  ['enviando', 'refused', 'rejeitado'],
  ['enviando', 'put-off', 'pronto'],
  ['incerto', 'found', 'enviado'],
  ['incerto', 'absent', 'pronto'],
  ['incerto', 'unclear', 'incerto'],
  ['incerto', 'given-up', 'suprimido'],
  ['pendente', 'void', 'nao_aplicavel'],
  ['rejeitado', 'complete', 'pronto'],
  ['pendente', 'taken-back', 'suprimido'],
  ['pronto', 'taken-back', 'suprimido'],
  ['bloqueado', 'taken-back', 'suprimido'],
  ['rejeitado', 'taken-back', 'suprimido'],
])('%s + %s = %s', (state, event, next) => {
  expect(nextState(state, event)).toBe(next);
});

test.each<DeliveryState>(['enviado', 'suprimido', 'nao_aplicavel'])('%s is an end', (state) => {
  const events = ['complete', 'incomplete', 'taken', 'accepted', 'refused', 'unclear'] as const;
  for (const event of events) expect(nextState(state, event)).toBe(undefined);
});

test.each<DeliveryState>(['enviando', 'incerto'])(
  'what may be at FieldControl (%s) is never taken back',
  (state) => expect(nextState(state, 'taken-back')).toBe(undefined),
);
