import type { BoardCard } from '@ponte/connectors/isales/model';
import type { ColumnSetting, FieldSettings } from '../settings.ts';
import type { CardSight, KnownCard } from './decide-board.ts';
import { decideDeliveries } from './decide-deliveries.ts';
import { decideHistory } from './decide-history.ts';
import type { CardIdentity } from './match-card.ts';

/** What one row of the board changes of its card; `before` is undefined for a new one. */
export function toSight(
  card: CardIdentity,
  row: BoardCard,
  context: { before: KnownCard | undefined; column: ColumnSetting; settings: FieldSettings },
): CardSight {
  const { before, column, settings } = context;
  const history = decideHistory(before ?? null, row.colunaId, settings);
  const move =
    history === undefined
      ? undefined
      : { history, delivery: decideDeliveries(history, before?.deliveries ?? [], settings) };
  const { vendedor, raw, colunaId } = row;
  const isOtherClient = before !== undefined && before.isalesClienteId !== card.isalesClienteId;
  const isOther =
    before === undefined ||
    isOtherClient ||
    before.vendedor !== vendedor ||
    before.ausenteDesde !== null ||
    before.tipoServico !== column.service;
  const mustRead = move !== undefined || isOther;
  return { card, colunaId, column, vendedor, raw, move, isOtherClient, mustRead };
}
