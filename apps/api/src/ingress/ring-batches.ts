import type { EventAddress } from '@ponte/db/event-writer';

export interface BatchRings {
  /** For the event writer's `onCommitted`: rings each address of the batch that has a job. */
  onCommitted(batch: readonly EventAddress[]): void;
  /** Rings that failed since the start. */
  readonly failed: number;
}

export interface BatchRingOptions {
  /** Undefined when nobody works on this address's events yet. */
  readonly ring: (address: EventAddress) => Promise<unknown> | undefined;
  /** Real milliseconds without rings after a failed one; the sweep rings meanwhile. */
  readonly quietMs: number;
  readonly nowMs: () => number;
  readonly onFailed: (error: unknown) => void;
}

type Bell = 'ringing' | 'ringing-and-again';

/**
 * One ring per account and committed batch, awaited by nobody. At most one ring of an account is
 * under way and one more follows it, however many batches come; after a failure the bells rest, so
 * that a queue that is down costs the ingress nothing. What is not rung here, the sweep rings.
 */
export function createBatchRings(options: BatchRingOptions): BatchRings {
  const { ring, quietMs, nowMs, onFailed } = options;
  const bells = new Map<string, Bell>();
  let quietUntil = 0;
  let failed = 0;

  const start = (key: string, address: EventAddress): void => {
    const ringing = ring(address);
    if (ringing === undefined) return;
    bells.set(key, 'ringing');
    ringing.then(
      () => end(key, address),
      (error: unknown) => {
        failed += 1;
        quietUntil = nowMs() + quietMs;
        bells.delete(key);
        onFailed(error);
      },
    );
  };

  const end = (key: string, address: EventAddress): void => {
    const isAgain = bells.get(key) === 'ringing-and-again';
    bells.delete(key);
    if (isAgain) start(key, address);
  };

  return {
    onCommitted: (batch) => {
      if (nowMs() < quietUntil) return;
      for (const address of batch) {
        const key = `${address.source}/${address.account}`;
        if (bells.has(key)) bells.set(key, 'ringing-and-again');
        else start(key, address);
      }
    },
    get failed() {
      return failed;
    },
  };
}
