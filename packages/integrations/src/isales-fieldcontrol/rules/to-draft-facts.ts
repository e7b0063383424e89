import type { DueDelivery } from '../ports.ts';
import type { DraftFacts } from './to-drafts.ts';

/**
 * What FieldControl is told of a delivery's card; undefined while something is missing that it
 * demands. A cancellation by a ticket needs no place: it takes that of its order. One by an order
 * has an address of its own.
 */
export function toDraftFacts(
  due: DueDelivery,
  target: 'ticket' | 'order' = 'ticket',
): DraftFacts | undefined {
  const { person, place, point, work, payment, isalesClienteId } = due;
  const { nome } = person;
  if (nome === null) return undefined;
  const needsPlace = due.delivery.tipo === 'pedido' || target === 'order';
  const { cidade, estado } = place;
  if (needsPlace && (cidade === null || estado === null || point === null)) return undefined;
  return {
    ...{ isalesClienteId, work, payment, person: { ...person, nome } },
    place: { ...place, cidade: cidade ?? '', estado: estado ?? '' },
    coordinates: point?.coordinates ?? { latitude: 0, longitude: 0 },
  };
}
