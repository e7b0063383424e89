import type { BoardCard } from '@ponte/connectors/isales/model';
import type { CardStatus, Delivery } from '../delivery.ts';
import { findColumn, type ColumnSetting, type FieldSettings } from '../settings.ts';
import { decideAbsence, type AbsentCard } from './decide-absence.ts';
import type { DeliveryPlan } from './decide-deliveries.ts';
import type { HistoryRow } from './decide-history.ts';
import { isBelievable } from './is-believable.ts';
import { matchCard, type CardIdentity } from './match-card.ts';
import { toSight } from './to-sight.ts';

export interface KnownCard extends CardIdentity, AbsentCard {
  readonly colunaId: number;
  readonly tipoServico: string | null;
  readonly estadoAtual: CardStatus;
  readonly vendedor: string | null;
  readonly lastSeq: number;
  readonly deliveries: readonly Delivery[];
}

/** What one row of the board changes. */
export interface CardSight {
  readonly card: CardIdentity;
  readonly colunaId: number;
  readonly column: ColumnSetting;
  readonly vendedor: string | null;
  readonly raw: unknown;
  readonly move: { readonly history: HistoryRow; readonly delivery: DeliveryPlan } | undefined;
  /** The row is another client's now: what is known of the old one must not leave under its name. */
  readonly isOtherClient: boolean;
  /** It is new, moved, back, or its row says something else: its details must be read. */
  readonly mustRead: boolean;
}

export interface BoardPlan {
  readonly sights: readonly CardSight[];
  /** Cards that were there and are not: noted for the first time, and long enough to be told of. */
  readonly absent: { readonly note: readonly string[]; readonly tell: readonly string[] };
  /** Cards that several rows without an id of their own may be. */
  readonly doubled: readonly string[];
  /** So much is missing at once that the reading is not believed. */
  readonly isSuspect: boolean;
}

export interface BoardFacts {
  readonly rows: readonly BoardCard[];
  /** Clients of rows that could not be read: nobody says that their cards are gone. */
  readonly unreadClients: readonly string[];
  readonly known: readonly KnownCard[];
}

export interface BoardContext {
  readonly settings: FieldSettings;
  readonly now: Date;
  /** Since when readings were not believed; null when the last one was. */
  readonly suspectSince: Date | null;
}

const HOUR_MS = 3_600_000;

/** What a reading of the board means, card by card. */
export function decideBoard(
  { rows, unreadClients, known }: BoardFacts,
  { settings, now, suspectSince }: BoardContext,
): BoardPlan {
  const byId = new Map(known.map((card) => [card.isalesId, card]));
  const seen = new Map<string, CardSight>();
  const doubled = new Set<string>();
  for (const row of rows) {
    const column = findColumn(settings, row.colunaId);
    if (column === undefined) continue;
    const free = row.rowId === null ? known : known.filter(({ isalesId }) => !seen.has(isalesId));
    const card = matchCard(row, free);
    if (seen.has(card.isalesId)) doubled.add(card.isalesId);
    // The first of several rows that cannot be told apart counts, so that they never take turns.
    else {
      const before = byId.get(card.isalesId);
      seen.set(card.isalesId, toSight(card, row, { before, column, settings }));
    }
  }
  const gone = known.filter(
    ({ isalesId, isalesClienteId }) =>
      !seen.has(isalesId) && !unreadClients.includes(isalesClienteId),
  );
  const fresh = gone.filter(({ ausenteDesde }) => ausenteDesde === null);
  const present = known.filter(({ ausenteDesde }) => ausenteDesde === null).length;
  const isMuch = !isBelievable({ missing: fresh.length, of: present });
  const isOld =
    suspectSince !== null &&
    now.getTime() - suspectSince.getTime() >= settings.absentHours * HOUR_MS;
  const isSuspect = isMuch && !isOld;
  const plans = gone.map((card) => ({
    isalesId: card.isalesId,
    plan: decideAbsence(card, { now, absentHours: settings.absentHours }),
  }));
  const pick = (word: 'note' | 'tell'): string[] =>
    plans.filter(({ plan }) => plan === word).map(({ isalesId }) => isalesId);
  return {
    sights: [...seen.values()],
    absent: isSuspect ? { note: [], tell: [] } : { note: pick('note'), tell: pick('tell') },
    doubled: [...doubled],
    isSuspect,
  };
}
