import type { EventAddress } from '@ponte/db/event-writer';

export interface BatchRings {
  /** For the event writer's `onCommitted`: rings each address of the batch that has a job. */
  onCommitted(batch: readonly EventAddress[]): void;
  /** Rings that failed since the start. */
  readonly failed: number;
  /** Rings at once what waits for its turn, and resolves when no ring is under way. For the end. */
  flush(): Promise<void>;
}

export interface BatchRingOptions {
  /** Undefined when nobody works on this address's events yet. */
  readonly ring: (address: EventAddress) => Promise<unknown> | undefined;
  /** Real milliseconds from one ring of an account to the next. */
  readonly spacingMs: number;
  /** Real milliseconds without rings after a failed one; the sweep rings meanwhile. */
  readonly quietMs: number;
  readonly nowMs: () => number;
  readonly onFailed: (error: unknown) => void;
}

/** What a bell does between two rings. */
interface Bell {
  readonly address: EventAddress;
  /** Batches have come since its last ring. */
  isWanted: boolean;
  /** Set while it is not under way and only waits for its spacing to pass. */
  rest: NodeJS.Timeout | undefined;
}

/**
 * One ring per account and committed batch, awaited by nobody: at once when the account was quiet,
 * and for batches close behind each other one ring that covers them all. After a failure the bells
 * rest, so that a queue that is down costs the ingress nothing. What is not rung here, the sweep rings.
 */
export function createBatchRings(options: BatchRingOptions): BatchRings {
  const { ring, spacingMs, quietMs, nowMs, onFailed } = options;
  const bells = new Map<string, Bell>();
  let quietUntil = 0;
  let failed = 0;
  let isEnding = false;
  const underWay = new Set<Promise<void>>();

  const start = (key: string, address: EventAddress): void => {
    const ringing = ring(address);
    if (ringing === undefined) return;
    const bell: Bell = { address, isWanted: false, rest: undefined };
    bells.set(key, bell);
    const startedAt = nowMs();
    const ended = ringing.then(
      () => {
        if (isEnding) return goOn(key, bell);
        const left = Math.max(0, startedAt + spacingMs - nowMs());
        bell.rest = setTimeout(goOn, left, key, bell);
        bell.rest.unref();
      },
      (error: unknown) => {
        failed += 1;
        quietUntil = nowMs() + quietMs;
        bells.delete(key);
        onFailed(error);
      },
    );
    underWay.add(ended);
    void ended.then(() => underWay.delete(ended));
  };

  const goOn = (key: string, { address, isWanted }: Bell): void => {
    bells.delete(key);
    if (isWanted) start(key, address);
  };

  return {
    onCommitted: (batch) => {
      if (nowMs() < quietUntil) return;
      for (const address of batch) {
        const key = `${address.source}/${address.account}`;
        const bell = bells.get(key);
        if (bell === undefined) start(key, address);
        else bell.isWanted = true;
      }
    },
    get failed() {
      return failed;
    },
    flush: async () => {
      isEnding = true;
      for (const [key, bell] of [...bells]) {
        if (bell.rest === undefined) continue;
        clearTimeout(bell.rest);
        goOn(key, bell);
      }
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
