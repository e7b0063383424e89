import type { Clock } from '@ponte/clock';
import { toMaskedMessage } from '@ponte/logging/mask';
import { VendorError } from './vendor-error.ts';

export interface TurnFailure {
  readonly turn: { readonly operation: string };
  /** Others come first; otherwise the shared store is silent. */
  readonly isBusy: boolean;
  /** Virtual; in ten seconds when absent. */
  readonly retryAt?: Date;
  readonly thrown?: unknown;
}

/** A turn that did not come, as the error of its call. */
export function toTurnError(
  { vendor, account, clock }: { vendor: string; account: string; clock: Clock },
  { turn, isBusy, retryAt, thrown }: TurnFailure,
): VendorError {
  const message = isBusy
    ? "The account's request limit is used up by other work. The job tries again."
    : 'The request limit shared through Redis gave no turn. Check that Redis answers; the job tries again.';
  return new VendorError({
    vendor,
    account,
    operation: turn.operation,
    kind: isBusy ? 'rate_limited' : 'unavailable',
    message,
    notApplied: true,
    ...(isBusy ? { retryAt: retryAt ?? new Date(clock.nowMs() + 10_000) } : {}),
    ...(thrown === undefined ? {} : { cause: new Error(toMaskedMessage(thrown)) }),
  });
}
