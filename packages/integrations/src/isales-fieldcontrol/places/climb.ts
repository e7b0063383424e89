import type { FieldSettings } from '../settings.ts';

/** What every step of the ladder is given. */
export interface Climb {
  readonly settings: Pick<FieldSettings, 'farthestKm'>;
  readonly signal: AbortSignal;
}
