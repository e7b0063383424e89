import { distanceKm, type FoundPoint, type KnownPoint } from './decide-place.ts';
import { rank } from './precision.ts';

/**
 * Whether a found point replaces the known one: never by nothing, never by a worse one, never
 * against a person's word. An equally good one is newer and counts.
 */
export function isBetter(known: KnownPoint | null, found: FoundPoint | undefined): boolean {
  if (found === undefined) return false;
  if (known === null) return true;
  if (known.precisao === 'pessoa') return false;
  return rank(found.precisao) <= rank(known.precisao);
}

/** Nearer than this two points are one. */
const SAME_POINT_KM = 0.01;

/** True when what is known is the very point of the link that is not believed any more. */
export function isWithdrawn(
  known: KnownPoint | null,
  disbelieved: FoundPoint | undefined,
): boolean {
  if (known?.provedor !== 'link' || disbelieved === undefined) return false;
  return distanceKm(known.coordinates, disbelieved.coordinates) < SAME_POINT_KM;
}
