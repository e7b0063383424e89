/**
 * The session budget of a base across processes. A session holds a licence as long as it is open, so
 * a place belongs to a session and not to a call: it is taken before the session starts and let go
 * after it was finished.
 */
import type { Level } from '../http/call.ts';
import type { PoolPatience, PoolTurn, SessionSlot } from './session-pool.ts';

/** One of the base's places, ours until it is let go. */
export interface SharedPlace {
  /** False when it was lost, because its keeper could not be reached for too long. */
  isOurs(): boolean;
  /** True when another process waits for a place, and work of this level shall make room. Never rejects. */
  isWanted(level: Level): Promise<boolean>;
  /** Never rejects: a place that cannot be given back becomes free by itself. */
  letGo(): Promise<void>;
}

/** Lets several processes share one base's sessions. */
export interface SharedSlots {
  /** Resolves with a place for one session; rejects with the signal's reason. */
  take(turn: { readonly level: Level; readonly signal: AbortSignal }): Promise<SharedPlace>;
}

/** What a base needs of the places: both are called while the slot belongs to the caller. */
export interface Places {
  /** Gives the slot a place when it has none. */
  occupy(slot: SessionSlot, turn: PoolTurn): Promise<void>;
  /** Ends the slot's session when its place is wanted elsewhere, or when there is none to keep. */
  makeRoom(slot: SessionSlot, level: Level): Promise<void>;
}

/** Binds the places to the way in which a base ends a session and gives its place back. */
export function createPlaces(
  shared: SharedSlots | undefined,
  patience: PoolPatience,
  endSession: (slot: SessionSlot) => Promise<void>,
): Places {
  if (shared === undefined) {
    return { occupy: () => Promise.resolve(), makeRoom: () => Promise.resolve() };
  }
  return {
    occupy: async (slot, { level, signal }) => {
      if (slot.place?.isOurs() === false) await endSession(slot);
      if (slot.place !== undefined) return;
      const tired = AbortSignal.timeout(patience.ms);
      try {
        const until = signal === undefined ? tired : AbortSignal.any([tired, signal]);
        slot.place = await shared.take({ level, signal: until });
      } catch (thrown) {
        if (tired.aborted && signal?.aborted !== true) throw patience.toError();
        throw thrown;
      }
    },
    makeRoom: async (slot, level) => {
      const { place, cookie } = slot;
      if (place === undefined) return;
      // Without a session of its own nothing is gained by keeping the place.
      if (cookie === undefined || (await place.isWanted(level))) await endSession(slot);
    },
  };
}
