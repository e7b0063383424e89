import type { JsonObject } from '../../json.ts';

/** One thing wrong with a request. */
export interface Wrong extends JsonObject {
  /** A filter or parameter by name, or a place in the body: `@.address.zipCode`. */
  readonly path: string;
  readonly message: string;
}

/** A refusal in the vendor's words, thrown by whatever finds the reason. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: JsonObject;

  constructor(status: number, body: JsonObject) {
    super(`FieldControl refuses with ${status}: ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
  }
}

/** The body of a 429: nothing in it or in its headers says how long to wait. */
export const tooManyRequests: JsonObject = { message: 'Too many requests' };

/** 401: no key, or nobody's. */
export const unauthorized = (): Refusal => new Refusal(401, { message: 'Unauthorized' });

/** 403: the rule against bots. */
export const forbidden = (): Refusal => new Refusal(403, { message: 'Forbidden' });

/** 404: no such path, or a well-formed id of nothing that this account has. */
export const notFound = (): Refusal => new Refusal(404, { message: 'Not found' });

/** 400: the body is no JSON. */
export const unreadable = (): Refusal => new Refusal(400, { message: 'Bad request' });

/** 422 for what is wrong in path or query. */
export function wrongParameters(errors: readonly Wrong[]): Refusal {
  const [code, message] = ['parametersValidationErr', 'parameters are not valid'];
  return new Refusal(422, { code, message, errors });
}

/** 422 for what is wrong in the body; nothing is made. */
export function wrongResource(errors: readonly Wrong[]): Refusal {
  const [code, message] = ['resourceValidationErr', 'resource is not valid'];
  return new Refusal(422, { code, message, errors });
}
