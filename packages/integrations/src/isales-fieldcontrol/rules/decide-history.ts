import type { CardStatus } from '../delivery.ts';
import { findColumn, type FieldSettings } from '../settings.ts';

/** What is known of a card's moves; null for a card that was never seen. */
export interface KnownMoves {
  readonly colunaId: number;
  readonly estadoAtual: CardStatus;
  readonly lastSeq: number;
}

export interface HistoryRow {
  /** Counts the moves of one card, from 1. */
  readonly seq: number;
  readonly status: CardStatus;
  readonly colunaId: number;
  readonly colunaAnterior: number | null;
  readonly tipoServico: string | null;
  /** One sentence for the reader of the table, in its language. */
  readonly observacao: string;
}

/**
 * The history row of an observed column; undefined when the card stands where it stood, or in a
 * column that nobody follows.
 */
export function decideHistory(
  known: KnownMoves | null,
  observed: number,
  settings: FieldSettings,
): HistoryRow | undefined {
  const column = findColumn(settings, observed);
  if (column === undefined || known?.colunaId === observed) return undefined;
  return {
    seq: (known?.lastSeq ?? 0) + 1,
    status: column.status,
    colunaId: observed,
    colunaAnterior: known?.colunaId ?? null,
    tipoServico: column.service,
    observacao:
      known === null
        ? `Primeira leitura do cartão, na coluna ${observed} (${column.status}).`
        : `Da coluna ${known.colunaId} (${known.estadoAtual}) para a coluna ${observed} (${column.status}).`,
  };
}
