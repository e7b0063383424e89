import type { EventWriter } from '@ponte/db/events';
import type { Outcome } from './outcomes.ts';
import type { RequestHeaders, Source } from './sources.ts';

/** Called exactly once with what became of the event. */
export type Settle = (outcome: Outcome, problem?: string) => void;

export interface ReceiveOptions {
  readonly writer: Pick<EventWriter, 'write' | 'pending'>;
  /** More than this many uncommitted events: PostgreSQL is stuck, memory must not fill up. */
  readonly maxPending: number;
  /** Told once per failed batch member; must be cheap. */
  readonly onStoreFailed: (error: unknown) => void;
}

export type Receive = (
  source: Source,
  body: { raw: Buffer; headers: RequestHeaders },
  settle: Settle,
) => void;

/**
 * Verify → record. The row is committed before `settle('stored')`; ringing is not done here but
 * once per committed batch, and nobody waits for it.
 */
export function createReceive({ writer, maxPending, onStoreFailed }: ReceiveOptions): Receive {
  return ({ vendor, account, check }, { raw, headers }, settle) => {
    const verdict = check(raw, headers);
    if (!verdict.isAuthentic) {
      settle(verdict.refusal, verdict.problem);
      return;
    }
    if (writer.pending >= maxPending) {
      settle('overloaded');
      return;
    }
    const { stored, eventKey } = verdict;
    writer
      .write(
        eventKey === undefined
          ? { source: vendor, account, body: stored }
          : { source: vendor, account, eventKey, body: stored },
      )
      .then(settle, (error: unknown) => {
        onStoreFailed(error);
        settle('store-failed');
      });
  };
}
