import type { Fault } from '../../control/fault-book.ts';
import type { Json } from '../../json.ts';
import type { MethodAnswer } from '../methods/vendor-method.ts';
import { RestError, restErrors } from '../wire/rest-error.ts';

/** The vendor error that a fault stands for; undefined when the fault is of another sort. */
export function toFaultError({ kind, settings }: Fault): RestError | undefined {
  const code = settings['code'];
  const description = settings['description'];
  switch (kind) {
    case 'rate-limit':
      return restErrors.rateLimit();
    case 'operating':
      return restErrors.operatingLimit();
    case 'overload':
      return restErrors.overload();
    case 'invalid-credentials':
      return restErrors.invalidCredentials();
    case 'access-denied':
      return restErrors.planLapsed();
    case 'no-rights':
      return restErrors.legacy('Access denied.');
    case 'not-found':
      return restErrors.legacy('Not found');
    case 'insufficient-scope':
      return restErrors.insufficientScope();
    case 'portal-deleted':
      return restErrors.portalDeleted();
    case 'internal-error':
      return restErrors.internal();
    case 'numeric-code':
      return new RestError(
        400,
        typeof code === 'number' ? code : 100,
        typeof description === 'string' ? description : 'Could not find value for parameter {id}',
      );
    case 'empty-code':
      return restErrors.legacy(
        typeof description === 'string' ? description : 'Failed to get list. General error.',
      );
    default:
      return undefined;
  }
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
