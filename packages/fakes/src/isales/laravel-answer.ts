import type { Json } from '../json.ts';
import { jsonAnswer, type HttpAnswer } from '../net/http-answer.ts';

/**
 * A JSON answer as Laravel writes it: every sign beyond ASCII and every slash is escaped (the
 * default of PHP's json_encode). That iSales is a Laravel program is inferred from its token guard.
 */
export function laravelAnswer(status: number, body: Json, headers = {}): HttpAnswer {
  const answer = jsonAnswer(status, body, {
    'cache-control': 'no-cache, private',
    ...headers,
  });
  return { ...answer, body: escape(answer.body) };
}

/** A refusal with a message alone. */
export function laravelRefusal(status: number, message: string, headers = {}): HttpAnswer {
  return laravelAnswer(status, { message }, headers);
}

/** 422 for one parameter. */
export function invalidParameter(name: string, message: string): HttpAnswer {
  return laravelAnswer(422, { message, errors: { [name]: [message] } });
}

function escape(json: string): string {
  return json
    .replaceAll('/', '\\/')
    .replaceAll(
      /[\u007f-\uffff]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
