import type { Coordinates } from '@ponte/connectors/geo/model';
import type { DuePlace, PlacePorts } from '../place-ports.ts';
import type { Pending } from '../project.ts';
import type { FoundPoint } from '../rules/decide-place.ts';
import { decideShift, isShifted } from '../rules/decide-shift.ts';
import { isVendorShape } from '../rules/judge-write.ts';

export interface Comparison {
  readonly account: string;
  readonly place: DuePlace;
  /** What replaces the known point; undefined: nothing does. */
  readonly point: FoundPoint | undefined;
  readonly signal: AbortSignal;
}

/**
 * Whether FieldControl has a place elsewhere whose point is another one now; null: it agrees;
 * undefined: there is nothing to compare.
 */
export async function compareLocation(
  ports: Pick<PlacePorts, 'field'>,
  { account, place, point, signal }: Comparison,
): Promise<Pending | null | undefined> {
  const { location, known } = place;
  if (location === null || point === undefined || !isShifted(known, point)) return undefined;
  return decideShift(point, await findCoordinates(ports, { account, location, signal }));
}

/** Null also when FieldControl cannot be asked: the search for places never waits for it. */
async function findCoordinates(
  ports: Pick<PlacePorts, 'field'>,
  of: {
    readonly account: string;
    readonly location: NonNullable<DuePlace['location']>;
    readonly signal: AbortSignal;
  },
): Promise<Coordinates | null> {
  const { account, location, signal } = of;
  try {
    const options = { level: 'live', signal } as const;
    const all = await ports.field(account).listLocations(location.customerId, options);
    return all.find(({ id }) => id === location.fieldId)?.address?.coords ?? null;
  } catch (error) {
    signal.throwIfAborted();
    if (!isVendorShape(error)) throw error;
    return null;
  }
}
