import type { Coordinates } from '@ponte/connectors/geo/model';
import type { Pending } from '../project.ts';
import { distanceKm, type KnownPoint } from './decide-place.ts';

/** A pin that is set anew beside the old one means the same house. */
const SAME_PLACE_KM = 0.05;

/** True when what was found is another place than what was known until now. */
export function isShifted(known: KnownPoint | null, found: KnownPoint): boolean {
  return known === null || !isSamePlace(known.coordinates, found.coordinates);
}

/**
 * Whether a person must correct a place at FieldControl, where no program can move it; null: it is
 * there already. What cannot be seen is taken to be where it was made.
 */
export function decideShift(found: KnownPoint, there: Coordinates | null): Pending | null {
  const { latitude, longitude } = found.coordinates;
  if (there !== null && isSamePlace(there, found.coordinates)) return null;
  return {
    motivo: 'divergencia_pos_envio',
    detalhe:
      `O ponto do endereço mudou no iSales para ${latitude}, ${longitude}; ` +
      'o local no FieldControl tem as coordenadas de antes: corrija-o lá.',
  };
}

function isSamePlace(one: Coordinates, other: Coordinates): boolean {
  return distanceKm(one, other) <= SAME_PLACE_KM;
}
