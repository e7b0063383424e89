import { listCompleteHolds } from '@ponte/db/held-products';
import type { Actor, OperationPorts } from './ports.ts';
import { releaseHeld } from './release-held.ts';

/**
 * Lets go the records held as `product-unmapped` whose products are all linked by now. It looks at
 * all of the account, so that what a lost process left behind goes with the next mapping.
 */
export async function releaseMapped(
  ports: Pick<OperationPorts, 'database' | 'ringer'>,
  account: string,
  actor: Actor,
): Promise<{ released: readonly string[]; missedRings: number }> {
  const ids = await listCompleteHolds(ports.database.pool, { account });
  if (ids.length === 0) return { released: [], missedRings: 0 };
  const reason = actor.reason ?? 'Its products are mapped.';
  const { released, missedRings } = await releaseHeld(ports, { ids }, { by: actor.by, reason });
  return { released: released.map(({ id }) => id), missedRings };
}
