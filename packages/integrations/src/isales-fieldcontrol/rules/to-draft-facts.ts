import type { DueDelivery } from '../ports.ts';
import type { DraftFacts } from './to-drafts.ts';

/**
 * What FieldControl is told of a delivery's card; undefined while something is missing that it
 * demands. A cancellation needs no place: it takes that of its order.
 */
export function toDraftFacts(due: DueDelivery): DraftFacts | undefined {
  const { person, place, point, work, payment, isalesClienteId } = due;
  const { nome } = person;
  if (nome === null) return undefined;
  const isOrder = due.delivery.tipo === 'pedido';
  const { cidade, estado } = place;
  if (isOrder && (cidade === null || estado === null || point === null)) return undefined;
  return {
    ...{ isalesClienteId, work, payment, person: { ...person, nome } },
    place: { ...place, cidade: cidade ?? '', estado: estado ?? '' },
    coordinates: point?.coordinates ?? { latitude: 0, longitude: 0 },
  };
}
