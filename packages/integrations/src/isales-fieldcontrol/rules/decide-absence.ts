/** What is known of a card that the board does not show among the followed columns. */
export interface AbsentCard {
  readonly ausenteDesde: Date | null;
  readonly ausenciaAvisada: Date | null;
}

export type AbsencePlan = 'note' | 'tell' | 'keep';

const HOUR_MS = 3_600_000;

/**
 * A card that is gone is noted at once and told of after it was missing in complete readings at
 * least so many hours apart. It is never cancelled and never deleted for that.
 */
export function decideAbsence(
  card: AbsentCard,
  { now, absentHours }: { now: Date; absentHours: number },
): AbsencePlan {
  if (card.ausenteDesde === null) return 'note';
  if (card.ausenciaAvisada !== null) return 'keep';
  return now.getTime() - card.ausenteDesde.getTime() >= absentHours * HOUR_MS ? 'tell' : 'keep';
}
