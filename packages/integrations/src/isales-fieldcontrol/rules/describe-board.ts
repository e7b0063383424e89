import type { BoardReading } from '@ponte/connectors/isales';
import type { BoardPlan } from './decide-board.ts';

/** What a reading of the board changed, or would change, as the run says it. */
export interface BoardEnding {
  readonly outcome: 'done' | 'held' | 'skipped';
  readonly reason?: string;
  readonly message?: string;
  readonly keys: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Cards that a run's row names; more would only be a longer list. */
const NAMED = 200;

/** Figures and sentences about a plan. Pure: says the same whether it was applied or not. */
export function describeBoard(plan: BoardPlan, reading: BoardReading): BoardEnding {
  const moved = plan.sights.filter(({ move }) => move !== undefined);
  const count = (tipo: string): number =>
    moved.filter(
      ({ move }) =>
        move?.delivery.create.tipo === tipo && move.delivery.create.estado === 'pendente',
    ).length;
  const suppressed = moved.reduce(
    (sum, { move }) => sum + (move?.delivery.takeBack.length ?? 0),
    0,
  );
  const problems = reading.problems.length + plan.doubled.length;
  const words = [
    ...(plan.isSuspect
      ? ['Much more of the board is missing than usual: nothing was concluded from that.']
      : []),
    ...(reading.problems.length > 0
      ? [`Rows that could not be read: ${reading.problems.length}.`]
      : []),
    ...(plan.doubled.length > 0
      ? [
          `Clients that stand there several times without ids of their rows: ${plan.doubled.length}.`,
        ]
      : []),
  ];
  const isHeld = plan.isSuspect || problems > 0;
  const reason = plan.isSuspect ? 'board-suspect' : 'isales_incompleto';
  return {
    outcome: isHeld ? 'held' : 'done',
    ...(isHeld ? { reason } : {}),
    ...(words.length === 0 ? {} : { message: words.join(' ') }),
    keys: moved.slice(0, NAMED).map(({ card }) => `card:${card.isalesId}`),
    counts: {
      ...{ rows: reading.cards.length, followed: plan.sights.length, moved: moved.length },
      ...{ requests: count('pedido'), cancellations: count('cancelamento'), suppressed },
      ...{ absent: plan.absent.note.length, problems },
    },
  };
}
