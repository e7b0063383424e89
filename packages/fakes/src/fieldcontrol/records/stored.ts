import type { Account } from '../account.ts';
import type { Stored } from '../entities.ts';
import type { World } from '../world.ts';

/** When something is made: by whom does not matter. */
export interface Moment {
  readonly createdMs: number;
  readonly visibleMs: number;
}

/** Now; lists show it after the account's delay. */
export function momentOf({ clock, settings }: World): Moment {
  const createdMs = Math.floor(clock.nowMs());
  return { createdMs, visibleMs: createdMs + settings.listDelayMs };
}

/** A time that lies back: lists show it at once. */
export function pastMoment(createdMs: number): Moment {
  return { createdMs, visibleMs: 0 };
}

/** The part that every object has. */
export function stamp(account: Account, id: string, moment: Moment): Stored {
  const sequence = account.nextSequence;
  account.nextSequence += 1;
  return { id, sequence, ...moment };
}
