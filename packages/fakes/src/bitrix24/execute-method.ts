import type { JsonObject } from '../json.ts';
import { countUp } from './counters.ts';
import type { CostModel } from './limits/cost-model.ts';
import { methods } from './methods/registry.ts';
import type { MethodAnswer } from './methods/vendor-method.ts';
import type { Portal } from './portal.ts';
import type { UploadedFiles } from './transport/multipart.ts';
import type { PhpArray } from './transport/php-value.ts';
import { restErrors } from './wire/rest-error.ts';
import { toTimeBlock, type OperatingReading } from './wire/time-block.ts';

/** A finished call. */
export interface Executed {
  readonly answer: MethodAnswer;
  /** Undefined when the portal leaves the block out. */
  readonly time: JsonObject | undefined;
  /** Seconds charged. */
  readonly cost: number;
}

export interface MethodRequest {
  /** Lower case. */
  readonly method: string;
  readonly params: PhpArray;
  readonly files?: UploadedFiles;
  /** Seconds that earlier commands of the same batch took; undefined for a direct call. */
  readonly spentInBatch?: number;
}

/** Runs one method under scope and operating limit, and charges it. Throws a RestError. */
export function executeMethod(portal: Portal, request: MethodRequest): Executed {
  const { settings, operating, clock, counters } = portal;
  const { method, params, spentInBatch } = request;
  const vendorMethod = methods.get(method);
  if (!vendorMethod) throw restErrors.methodNotFound();
  if (!hasScope(vendorMethod.scopes, settings.rights.scopes)) throw restErrors.insufficientScope();
  const isBilledAsBatch = spentInBatch !== undefined && operating.mode === 'batch-billed';
  const key = operatingKey(portal, isBilledAsBatch ? 'batch' : method);
  const startMs = clock.nowMs() + (spentInBatch ?? 0) * 1000;
  if (!isBilledAsBatch && operating.isBlocked(key, startMs)) {
    operating.countRefusal();
    throw restErrors.operatingLimit();
  }
  counters.commands += 1;
  countUp(counters.commandsByMethod, method);
  const { files } = request;
  const answer = vendorMethod.run({ portal, params, ...(files ? { files } : {}) });
  const cost = toSeconds(settings.cost, answer);
  counters.writes += answer.work?.writes ?? 0;
  if (answer.work?.counted !== undefined) {
    counters.counts += 1;
    countUp(counters.countsByMethod, method);
  }
  if (!isBilledAsBatch) operating.charge(key, cost, startMs);
  return {
    answer,
    cost,
    time: timeOf(portal, { startMs, cost, reading: operating.read(key, startMs) }),
  };
}

/** The name under which one method of this webhook is billed. */
export function operatingKey(portal: Portal, method: string): string {
  return `${portal.settings.webhook.user}:${method}`;
}

/** The `time` block in the portal's present state. */
export function timeOf(
  portal: Portal,
  call: { startMs: number; cost: number; reading: OperatingReading | undefined },
): JsonObject | undefined {
  const { timeState, integerStart, offsetMinutes } = portal.settings;
  if (timeState === 'missing') return undefined;
  return toTimeBlock({ ...call, state: timeState, integerStart, offsetMinutes });
}

function hasScope(needed: readonly string[], given: readonly string[]): boolean {
  return needed.length === 0 || needed.some((scope) => given.includes(scope));
}

function toSeconds(cost: CostModel, { work }: MethodAnswer): number {
  return (
    cost.base +
    cost.perCell * (work?.cells ?? 0) +
    cost.perCountedRow * (work?.counted ?? 0) +
    cost.perSkippedRow * (work?.skipped ?? 0) +
    cost.perWrite * (work?.writes ?? 0)
  );
}
