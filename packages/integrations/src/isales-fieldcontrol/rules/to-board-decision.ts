import type { BoardReading } from '@ponte/connectors/isales';
import { decideBoard, type BoardContext, type BoardPlan, type KnownCard } from './decide-board.ts';

/** What a reading means, once somebody says which cards are known. */
export function toBoardDecision(
  { cards, problems }: BoardReading,
  context: BoardContext,
): (known: readonly KnownCard[]) => BoardPlan {
  const unreadClients = problems.flatMap(({ clienteId }) => clienteId ?? []);
  return (known) => decideBoard({ rows: cards, unreadClients, known }, context);
}
