import type { Fault } from '../control/fault-book.ts';
import type { JsonObject } from '../json.ts';
import { runBatch } from './batch/run-batch.ts';
import { executeMethod } from './execute-method.ts';
import { spoilResult } from './faults/spoil.ts';
import { errorAnswer, htmlAnswer, jsonAnswer, type HttpAnswer } from './http-answer.ts';
import { longestRequestSeconds } from './limits/cost-model.ts';
import type { Portal } from './portal.ts';
import type { PhpArray } from './transport/php-value.ts';
import { RestError } from './wire/rest-error.ts';

/** Runs one allowed request against the portal's memory and words its answer. */
export function callPortal(
  portal: Portal,
  request: { method: string; params: PhpArray; fault: Fault | undefined },
): HttpAnswer {
  const { escapesAmpersand } = portal.settings;
  try {
    const { body, cost } =
      request.method === 'batch' ? callBatch(portal, request) : callMethod(portal, request);
    if (cost > longestRequestSeconds) return htmlAnswer(504, '504 Gateway Time-out');
    return jsonAnswer(body, { cost, escapesAmpersand });
  } catch (error) {
    if (error instanceof RestError) return errorAnswer(error);
    throw error;
  }
}

interface Called {
  readonly body: JsonObject;
  readonly cost: number;
}

function callBatch(
  portal: Portal,
  { params, fault }: { params: PhpArray; fault: Fault | undefined },
): Called {
  const { body, cost } = runBatch(portal, params);
  const spoiled = spoilResult(fault, { result: body['result'] ?? null });
  return { body: { ...body, result: spoiled.result }, cost };
}

function callMethod(
  portal: Portal,
  request: { method: string; params: PhpArray; fault: Fault | undefined },
): Called {
  const { answer, time, cost } = executeMethod(portal, request);
  const { result, next, total } = spoilResult(request.fault, answer);
  const body = {
    result,
    ...(next === undefined ? {} : { next }),
    ...(total === undefined ? {} : { total }),
    ...(time ? { time } : {}),
  };
  return { body, cost };
}
