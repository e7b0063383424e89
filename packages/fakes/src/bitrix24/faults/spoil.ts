import type { Fault } from '../../control/fault-book.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { MethodAnswer } from '../methods/vendor-method.ts';
import { RestError, restErrors } from '../wire/rest-error.ts';

type Wording = (settings: JsonObject) => RestError;

const wordings: Readonly<Record<string, Wording>> = {
  'rate-limit': restErrors.rateLimit,
  operating: restErrors.operatingLimit,
  overload: restErrors.overload,
  'invalid-credentials': () => restErrors.invalidCredentials(),
  'expired-token': restErrors.expiredToken,
  'user-access': restErrors.userAccess,
  'access-denied': restErrors.planLapsed,
  'no-rights': () => restErrors.legacy('Access denied.'),
  'not-found': () => restErrors.legacy('Not found'),
  'insufficient-scope': restErrors.insufficientScope,
  'https-required': restErrors.httpsRequired,
  'portal-deleted': restErrors.portalDeleted,
  'internal-error': restErrors.internal,
  'unexpected-answer': restErrors.unexpectedAnswer,
  'numeric-code': ({ code, description }) =>
    new RestError(
      400,
      typeof code === 'number' ? code : 100,
      typeof description === 'string' ? description : 'Could not find value for parameter {id}',
    ),
  'empty-code': ({ description }) =>
    restErrors.legacy(
      typeof description === 'string' ? description : 'Failed to get list. General error.',
    ),
};

/**
 * The vendor error that a fault stands for; undefined when the fault is of another sort. Where the
 * vendor's documents name two statuses for an error, `status` chooses.
 */
export function toFaultError({ kind, settings }: Fault): RestError | undefined {
  const error = wordings[kind]?.(settings);
  const status = settings['status'];
  if (error === undefined || typeof status !== 'number') return error;
  return new RestError(status, error.code, error.message);
}

/** Spoils the result of a call that ran well, where the fault says so. */
export function spoilResult(fault: Fault | undefined, answer: MethodAnswer): MethodAnswer {
  if (fault?.kind === 'null-result') return { ...answer, result: null };
  if (fault?.kind === 'wrong-shape') return { ...answer, result: reshape(answer.result) };
  return answer;
}

/** Lists become an object, everything else a list: the shapes no reader of the docs expects. */
function reshape(result: Json): Json {
  return Array.isArray(result) ? { rows: result.length, state: 'ok' } : ['ok', 1, { nested: null }];
}
