import type { Pending } from '../project.ts';
import { isStoreAway, isVendorUnwell } from './decide-unread.ts';
import { isVendorShape, toRetryAt } from './judge-write.ts';

/** Five seconds, then three times as long each time, an hour at most. */
const FIRST_WAIT_MS = 5_000;
const WAIT_GROWS_BY = 3;
const LONGEST_WAIT_MS = 3_600_000;

/** An answer that stays lost is shown to people after this many failures in a row. */
const UNCERTAIN_TOLD_AFTER = 3;
/** A vendor that is away for minutes is nobody's affair; these failures take ten. */
const UNWELL_TOLD_AFTER = 6;

/** What a failure means for the delivery that it befell; the others go on. */
export interface Setback {
  readonly until: Date;
  /** Whether it counts: the limit, ours or the vendor's, says nothing of the delivery. */
  readonly isTry: boolean;
  readonly pending?: Pending;
}

export interface SetbackContext {
  /** Failures in a row before this one. */
  readonly falhas: number;
  /** Perhaps it is at FieldControl. */
  readonly isUncertain: boolean;
  readonly now: Date;
}

/**
 * How long a delivery that failed stands back, and whether somebody is told. Throws what no other
 * delivery would fare better with: a lost access, a store that is away.
 */
export function decideSetback(error: unknown, context: SetbackContext): Setback {
  throwWhenForAll(error);
  const { falhas, isUncertain, now } = context;
  const until = toRetryAt(error) ?? new Date(now.getTime() + toWaitMs(falhas));
  if (isVendorShape(error) && error.kind === 'rate_limited') return { until, isTry: false };
  const pending = toPending(error, falhas + 1, isUncertain);
  return { until, isTry: true, ...(pending === undefined ? {} : { pending }) };
}

/** Throws again what stops every delivery alike. */
export function throwWhenForAll(error: unknown): void {
  if (isVendorShape(error) ? error.kind === 'auth_revoked' : isStoreAway(error)) throw error;
}

/** How long the next try waits after so many failures; virtual milliseconds. */
export function toWaitMs(falhas: number): number {
  return Math.min(FIRST_WAIT_MS * WAIT_GROWS_BY ** Math.min(falhas, 20), LONGEST_WAIT_MS);
}

function toPending(error: unknown, falhas: number, isUncertain: boolean): Pending | undefined {
  if (!isVendorShape(error)) return { motivo: 'field_rejeitou', detalhe: toWords(error) };
  if (isUncertain) {
    // What cannot be read will not be found by waiting: a person has to know why.
    const why = error.kind === 'unexpected_answer' ? ` ${error.message}` : '';
    const detalhe = `Uma resposta do FieldControl se perdeu; o objeto está sendo procurado.${why}`;
    return falhas < UNCERTAIN_TOLD_AFTER ? undefined : { motivo: 'incerto', detalhe };
  }
  if (isVendorUnwell(error) && falhas < UNWELL_TOLD_AFTER) return undefined;
  const detalhe = `O envio não avança (${falhas} falhas seguidas): ${error.message}`;
  return { motivo: 'field_rejeitou', detalhe };
}

/** The words of a fault of ours may hold the values that were written: only its name is shown. */
function toWords(error: unknown): string {
  const name = error instanceof Error ? error.name : 'erro';
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  const which = typeof code === 'string' ? `${name} ${code}` : name;
  return `O envio não pôde ser gravado ou preparado (${which}); é tentado de novo sozinho.`;
}
