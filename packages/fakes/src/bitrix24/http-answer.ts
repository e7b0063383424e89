import type { Json } from '../json.ts';
import { encodeJson } from './wire/encode-json.ts';
import type { RestError } from './wire/rest-error.ts';

/** An answer ready for the socket. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Seconds of server time that the answer stands for. */
  readonly cost: number;
}

/** A JSON answer with the vendor's content type. */
export function jsonAnswer(
  body: Json,
  options: { status?: number; cost?: number; escapesAmpersand?: boolean } = {},
): HttpAnswer {
  return {
    status: options.status ?? 200,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: encodeJson(body, options.escapesAmpersand ?? false),
    cost: options.cost ?? 0,
  };
}

/** The two keys of an error; there is no `time` and never a Retry-After. */
export function errorAnswer(error: RestError, status = error.status): HttpAnswer {
  return jsonAnswer({ error: error.code, error_description: error.message }, { status });
}

/** A page from the web server in front of the portal. */
export function htmlAnswer(status: number, title: string): HttpAnswer {
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
    cost: 0,
  };
}
