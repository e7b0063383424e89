import type { Clock } from '@ponte/clock';
import type { VendorLimit } from '../http/limit-numbers.ts';

/** The vendor's own counting: a level that rises by one per request and falls in whole seconds. */
export interface VendorBucket {
  /** A request arrives. */
  arrive(): void;
  /** Somebody else used everything up. */
  fill(): void;
  readonly highest: number;
  readonly arrivals: number;
}

/** An empty bucket on the virtual clock. */
export function createVendorBucket(clock: Clock, limit: VendorLimit): VendorBucket {
  let level = 0;
  let lastTick = Math.floor(clock.nowMs() / 1_000);
  const state = { highest: 0, arrivals: 0 };
  const fall = (): void => {
    const tick = Math.floor(clock.nowMs() / 1_000);
    level = Math.max(0, level - (tick - lastTick) * limit.perSecond);
    lastTick = tick;
  };
  return {
    arrive: () => {
      fall();
      level += 1;
      state.arrivals += 1;
      state.highest = Math.max(state.highest, level);
    },
    fill: () => {
      fall();
      level = limit.burst;
    },
    get highest() {
      return state.highest;
    },
    get arrivals() {
      return state.arrivals;
    },
  };
}
