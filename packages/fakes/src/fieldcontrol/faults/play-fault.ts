import type { Fault } from '../../control/fault-book.ts';
import { isJsonObject, type Json } from '../../json.ts';
import { jsonAnswer, pageAnswer, type HttpAnswer } from '../../net/http-answer.ts';
import { tooManyRequests } from '../bodies/refusal.ts';
import { decodeId, encodeId } from '../ids.ts';

const internalError = { message: 'Internal server error' };

/** The answer that a fault gives before anything is done; undefined lets the request through. */
export function answerInstead({ kind, settings }: Fault): HttpAnswer | undefined {
  switch (kind) {
    case 'too-many-requests':
      return jsonAnswer(429, tooManyRequests);
    case 'error-500':
      return jsonAnswer(500, internalError);
    case 'error-502':
      return pageAnswer(502, '502 Bad Gateway');
    case 'html-200':
      return pageAnswer(200, 'FieldControl');
    case 'unknown-422':
      return jsonAnswer(422, settings['body'] ?? { statusCode: 422, reason: ['invalid', 'name'] });
    default:
      return undefined;
  }
}

/** True when the request is not to be done at all, though no answer stands in for the real one. */
export function isUndone(fault: Fault | undefined): boolean {
  return fault?.kind === 'hang' || fault?.kind === 'reset';
}

/** What the caller is told after the request was done. */
export function spoil(answer: HttpAnswer, fault: Fault | undefined, account: string): HttpAnswer {
  switch (fault?.kind ?? '') {
    case 'error-500-after':
      return jsonAnswer(500, internalError);
    case 'error-502-after':
      return pageAnswer(502, '502 Bad Gateway');
    case 'foreign-ids':
      return {
        ...answer,
        body: JSON.stringify(toAccount(JSON.parse(answer.body) as Json, account)),
      };
    default:
      return answer;
  }
}

/** The fault as the way to the caller plays it: those that strike after the effect only differ before. */
export function faultOnTheWay(fault: Fault | undefined): Fault | undefined {
  if (fault?.kind === 'hang-after') return { ...fault, kind: 'hang' };
  if (fault?.kind === 'lost-answer') return { ...fault, kind: 'reset' };
  return fault;
}

/** The same JSON with every id moved to another account. */
function toAccount(value: Json, account: string): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => toAccount(one, account));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]): [string, Json] => {
      const id = name === 'id' && typeof field === 'string' ? decodeId(field) : undefined;
      return [name, id ? encodeId(id.local, account) : toAccount(field, account)];
    }),
  );
}
