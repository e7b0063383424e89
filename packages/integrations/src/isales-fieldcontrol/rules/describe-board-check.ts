import type { BoardCard, BoardProblem } from '@ponte/connectors/isales/model';
import { findColumn, type FieldSettings } from '../settings.ts';

export interface BoardCheck {
  readonly counts: { readonly cards: number; readonly followed: number; readonly problems: number };
  readonly message: string;
}

/** Problems that are quoted; more would say the same. */
const QUOTED = 3;

/** What the person who tries iSales out is told of one reading of the board. */
export function describeBoardCheck(
  {
    cards,
    problems,
  }: {
    readonly cards: readonly Pick<BoardCard, 'colunaId'>[];
    readonly problems: readonly Pick<BoardProblem, 'index' | 'problem'>[];
  },
  settings: FieldSettings,
): BoardCheck {
  const rows = cards.length + problems.length;
  const followed = cards.filter(({ colunaId }) => findColumn(settings, colunaId) !== undefined);
  const counts = { cards: cards.length, followed: followed.length };
  if (rows === 0) {
    // iSales answers a funnel that it does not have like one without cards.
    const message =
      'The board shows no card: compare ISALES_FUNIL_ID with the number of the funnel in iSales.';
    return { counts: { ...counts, problems: 1 }, message };
  }
  const words = [
    `The board shows ${rows} ${rows === 1 ? 'card' : 'cards'}.`,
    ...(followed.length === 0 && problems.length === 0
      ? ['None stands in a column of the setting "columns": compare also ISALES_FUNIL_ID.']
      : []),
    ...describeProblems(problems),
  ];
  return { counts: { ...counts, problems: problems.length }, message: words.join(' ') };
}

function describeProblems(
  problems: readonly Pick<BoardProblem, 'index' | 'problem'>[],
): readonly string[] {
  if (problems.length === 0) return [];
  const count = problems.length === 1 ? '1 row cannot' : `${problems.length} rows cannot`;
  const quoted = problems
    .slice(0, QUOTED)
    .map(({ index, problem }) => `row ${index + 1}: ${problem}`);
  const more = problems.length > QUOTED ? ', …' : '';
  return [`${count} be read (${quoted.join('; ')}${more}): correct these cards in iSales.`];
}
