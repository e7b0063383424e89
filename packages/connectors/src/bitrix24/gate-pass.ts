/** What the operating gate means for a call: go, wait a little, or give the call back to its job. */
import type { Clock } from '@ponte/clock';
import type { VendorError } from '../http/vendor-error.ts';
import type { Command } from './batch.ts';
import { judgeWireError, type WireError } from './errors.ts';
import type { OperatingGate } from './operating-gate.ts';
import type { ToPortalError } from './portal-error.ts';

export interface GatePass {
  /** Waits a short rest out; throws `rate_limited` with the moment of return for a long one. */
  pass(operation: string, methods: Iterable<string>, signal?: AbortSignal): Promise<void>;
  /** Throws for a command of a batch that was refused because a limit is used up. */
  throwIfLimited(operation: string, command: Command, error: WireError): void;
}

/** A rest up to here is waited out; a longer one belongs to the job. */
const LONGEST_REST_MS = 5_000;
/** After a used-up request limit inside a batch: as long as the bucket needs for some room. */
const QUERY_LIMIT_PAUSE_MS = 2_000;

/** Binds the gate of one account. */
export function createGatePass(options: {
  gate: OperatingGate;
  clock: Clock;
  toError: ToPortalError;
}): GatePass {
  const { gate, clock, toError } = options;

  function toResting(operation: string, method: string, until: Date): VendorError {
    return toError(operation, {
      kind: 'rate_limited',
      code: 'OPERATION_TIME_LIMIT',
      retryAt: until,
      notApplied: true,
      message: `The portal's operating time for ${method} is used up until ${until.toISOString()}. The job waits; if it is often so, make loads smaller.`,
    });
  }

  return {
    pass: async (operation, methods, signal) => {
      const answer = gate.ask(methods);
      if (answer.state === 'open') return;
      if (answer.state === 'slow') return clock.sleep(answer.waitMs, signal);
      const waitMs = answer.until.getTime() - clock.nowMs();
      if (waitMs > LONGEST_REST_MS) throw toResting(operation, answer.method, answer.until);
      return clock.sleep(Math.max(0, waitMs), signal);
    },
    throwIfLimited: (operation, { method }, error) => {
      const code = error.code.toUpperCase();
      if (code === 'OPERATION_TIME_LIMIT') throw toResting(operation, method, gate.close(method));
      if (code !== 'QUERY_LIMIT_EXCEEDED') return;
      throw toError(operation, {
        ...judgeWireError(error, 200),
        effect: 'read',
        retryAt: new Date(clock.nowMs() + QUERY_LIMIT_PAUSE_MS),
      });
    },
  };
}
