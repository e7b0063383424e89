import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import type { Json } from '../../json.ts';
import type { Board, Card, Client } from '../board.ts';

/** One verb of POST /act: what a person does on iSales' screen, or a setting of the fake. */
export interface Act {
  /** The fields it takes besides "do". */
  readonly takes: readonly string[];
  run(board: Board, input: InputReader): Json;
}

/** The card that "id" names, or the only card of the client that "clienteId" names. */
export function needCard(board: Board, input: InputReader): Card {
  if (input.has('id')) {
    const card = board.cards.get(input.integer('id'));
    if (card) return card;
    throw new ControlRefusal(`There is no card ${input.integer('id')}. See /state?cards=1.`);
  }
  const clienteId = input.integer('clienteId');
  const cards = [...board.cards.values()].filter((card) => card.clienteId === clienteId);
  const [only] = cards;
  if (only && cards.length === 1) return only;
  throw new ControlRefusal(
    `Client ${clienteId} has ${cards.length} cards: name one by "id". See /state?cards=1.`,
  );
}

/** The client of a card. */
export function needClient(board: Board, card: Card): Client {
  const client = board.clients.get(card.clienteId);
  if (client) return client;
  throw new ControlRefusal(`The client ${card.clienteId} of card ${card.id} was deleted.`);
}
