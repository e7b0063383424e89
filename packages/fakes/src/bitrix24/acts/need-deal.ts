import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import type { Portal } from '../portal.ts';

/** The id of a live deal named by a control request. */
export function needDeal(portal: Portal, input: InputReader): number {
  const id = input.integer('id');
  if (portal.deals.exists(id)) return id;
  const known = portal.deals.ids.filter((other) => portal.deals.exists(other)).slice(0, 5);
  throw new ControlRefusal(
    `The portal has no live deal ${id}. Live ids begin with ${known.join(', ') || 'none'}; GET /state?deals=1 shows all.`,
  );
}
