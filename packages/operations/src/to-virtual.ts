import type { Clock } from '@ponte/clock';

/** Rows that PostgreSQL stamps carry real time; people read the house's one clock. */
export function toVirtual({ originMs, scale }: Clock, real: Date): Date {
  return scale === 1 ? real : new Date(originMs + (real.getTime() - originMs) * scale);
}
