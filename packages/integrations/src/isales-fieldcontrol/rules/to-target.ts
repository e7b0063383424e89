import type { DueDelivery } from '../ports.ts';
import { findColumn, type FieldSettings } from '../settings.ts';
import type { DeliveryTarget } from './to-drafts.ts';
import { FALLBACK_PREFIX } from './to-message.ts';

/** Under which names a delivery is made for a customer and a place. */
export function toTarget(
  { chave, delivery }: Pick<DueDelivery, 'chave' | 'delivery'>,
  settings: FieldSettings,
  { customerId, locationId }: Pick<DeliveryTarget, 'customerId' | 'locationId'>,
): DeliveryTarget {
  const prefix = findColumn(settings, delivery.colunaId)?.prefix ?? FALLBACK_PREFIX;
  return { chave, prefix, serviceId: delivery.tipoServico ?? '', customerId, locationId };
}
