import { listDeliveriesOfCards } from '@ponte/db/envios';
import { listChangedOfCards } from '@ponte/db/envios-changed';
import { toChangePreview } from '@ponte/integrations/isales-fieldcontrol/rules/to-change-preview';
import {
  toPreview,
  type DeliveryPreview,
} from '@ponte/integrations/isales-fieldcontrol/rules/to-preview';
import { toChangedDelivery, toDueDelivery } from './field-deliveries.ts';
import { readFieldSettings } from './field-settings.ts';
import type { OperationPorts } from './ports.ts';

/** Deliveries that are shown with their bodies; more than anybody reads. */
const MOST_PREVIEWS = 500;

export interface CardPreviews {
  readonly previews: readonly DeliveryPreview[];
  /** True when there are more of them than are shown. */
  readonly hasMore: boolean;
}

/** The requests of cards that would leave: deliveries without an end, then changes of delivered ones. */
export async function previewCards(
  { database: { pool } }: Pick<OperationPorts, 'database'>,
  account: string,
  isalesIds: readonly string[],
): Promise<CardPreviews> {
  const settings = await readFieldSettings(pool, account);
  const of = { account, isalesIds, limit: MOST_PREVIEWS + 1 };
  const [open, changed] = await Promise.all([
    listDeliveriesOfCards(pool, of),
    listChangedOfCards(pool, of),
  ]);
  const previews = [
    ...open.map((row) => toPreview(toDueDelivery(row), settings)),
    ...changed.flatMap((row) => {
      const delivery = toChangedDelivery(row);
      return delivery === undefined ? [] : [toChangePreview(delivery, settings)];
    }),
  ];
  return { previews: previews.slice(0, MOST_PREVIEWS), hasMore: previews.length > MOST_PREVIEWS };
}
