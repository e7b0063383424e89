import type { JsonObject } from '../json.ts';

/** A refusal in Telegram's own words: `{"ok":false,"error_code":…,"description":…}`. */
export class TelegramError extends Error {
  override readonly name = 'TelegramError';
  readonly code: number;
  readonly parameters: JsonObject | undefined;

  constructor(code: number, description: string, parameters?: JsonObject) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }

  toBody(): JsonObject {
    return {
      ok: false,
      error_code: this.code,
      description: this.message,
      ...(this.parameters === undefined ? {} : { parameters: this.parameters }),
    };
  }
}

/** 400 with the server's prefix. */
export function badRequest(what: string, parameters?: JsonObject): TelegramError {
  return new TelegramError(400, `Bad Request: ${what}`, parameters);
}

/** 403 with the server's prefix. */
export function forbidden(what: string): TelegramError {
  return new TelegramError(403, `Forbidden: ${what}`);
}

/** 429; `seconds` are virtual. */
export function tooManyRequests(seconds: number): TelegramError {
  const wait = Math.max(1, Math.ceil(seconds));
  return new TelegramError(429, `Too Many Requests: retry after ${wait}`, { retry_after: wait });
}
