import type { Fault } from '../control/fault-book.ts';
import type { JsonObject } from '../json.ts';
import { runBatch } from './batch/run-batch.ts';
import { executeMethod } from './execute-method.ts';
import { spoilResult } from './faults/spoil.ts';
import { errorAnswer, htmlAnswer, jsonAnswer, type HttpAnswer } from './http-answer.ts';
import { longestRequestSeconds } from './limits/cost-model.ts';
import type { Portal } from './portal.ts';
import type { UploadedFiles } from './transport/multipart.ts';
import type { PhpArray } from './transport/php-value.ts';
import { unmarkKeys } from './wire/ordered-keys.ts';
import { RestError } from './wire/rest-error.ts';

/** One request that has been let in. */
export interface PortalRequest {
  readonly method: string;
  readonly params: PhpArray;
  readonly files?: UploadedFiles;
  readonly fault: Fault | undefined;
}

/** Runs one allowed request against the portal's memory and words its answer. */
export function callPortal(portal: Portal, request: PortalRequest): HttpAnswer {
  const { escapesAmpersand } = portal.settings;
  try {
    const { body, cost, isMarked } =
      request.method === 'batch' ? callBatch(portal, request) : callMethod(portal, request);
    // The web server gives up after the longest time; what was done by then stays done.
    if (cost > longestRequestSeconds) {
      return { ...htmlAnswer(504, '504 Gateway Time-out'), cost: longestRequestSeconds };
    }
    const answer = jsonAnswer(body, { cost, escapesAmpersand });
    return isMarked ? { ...answer, body: unmarkKeys(answer.body) } : answer;
  } catch (error) {
    if (error instanceof RestError) return errorAnswer(error);
    throw error;
  }
}

interface Called {
  readonly body: JsonObject;
  readonly cost: number;
  readonly isMarked: boolean;
}

function callBatch(portal: Portal, { params, fault }: PortalRequest): Called {
  const { body, cost, isMarked } = runBatch(portal, params);
  const spoiled = spoilResult(fault, { result: body['result'] ?? null });
  return { body: { ...body, result: spoiled.result }, cost, isMarked };
}

function callMethod(portal: Portal, request: PortalRequest): Called {
  const { answer, time, cost } = executeMethod(portal, request);
  const { result, next, total } = spoilResult(request.fault, answer);
  const body = {
    result,
    ...(next === undefined ? {} : { next }),
    ...(total === undefined ? {} : { total }),
    ...(time ? { time } : {}),
  };
  return { body, cost, isMarked: false };
}
