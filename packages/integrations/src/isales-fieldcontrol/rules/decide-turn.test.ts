import { describe, expect, it } from 'vitest';
import type { Delivery, DeliveryKind, DeliveryState } from '../delivery.ts';
import { decideTurn } from './decide-turn.ts';

let seq = 0;
const delivery = (tipo: DeliveryKind, estado: DeliveryState): Delivery => {
  seq += 1;
  const colunaId = 17840;
  return { id: String(seq), seq, tipo, estado, colunaId, tipoServico: 's', refEnvioId: null };
};

describe('an order', () => {
  it.each(['pronto', 'incerto', 'enviando'] as const)('that is %s and wanted is sent', (estado) => {
    const order = delivery('pedido', estado);
    expect(decideTurn(order, [order], null)).toEqual({ turn: 'send' });
  });

  it.each([
    ['pronto', 'cancelamento', { turn: 'drop', motivo: 'nunca_enviado' }],
    ['pronto', 'pedido', { turn: 'drop', motivo: 'substituido' }],
    ['incerto', 'cancelamento', { turn: 'clear-up', motivo: 'nunca_enviado' }],
    ['enviando', 'pedido', { turn: 'clear-up', motivo: 'substituido' }],
  ] as const)('that is %s while a later %s stands does not leave', (estado, later, turn) => {
    const order = delivery('pedido', estado);
    expect(decideTurn(order, [order, delivery(later, 'pendente')], null)).toEqual(turn);
  });

  it('is wanted as long as what came later never leaves', () => {
    const order = delivery('pedido', 'pronto');
    const annulled = delivery('cancelamento', 'suprimido');
    expect(decideTurn(order, [order, annulled], null)).toEqual({ turn: 'send' });
  });
});

describe('a cancellation', () => {
  it.each([
    ['enviado', { turn: 'send' }],
    ['incerto', { turn: 'wait' }],
    ['suprimido', { turn: 'drop', motivo: 'nunca_enviado' }],
    [null, { turn: 'drop', motivo: 'nunca_enviado' }],
  ] as const)('of an order that is %s', (ref, turn) => {
    const cancellation = delivery('cancelamento', 'pendente');
    expect(decideTurn(cancellation, [cancellation], ref)).toEqual(turn);
  });
});
