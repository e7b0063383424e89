import { isCnpj, isCpf } from './taxpayer-numbers.ts';

/**
 * The one list of what must never be read in a log line, an error, a row or a page: secrets and
 * personal data. Everything that leaves a process as text goes through `maskText`.
 */

/** Object keys whose values are masked wherever they stand in a log line. */
export const SECRET_KEYS = [
  'password',
  'secret',
  'token',
  'application_token',
  'access_token',
  'refresh_token',
  'authorization',
  'cookie',
  'set-cookie',
  'apiKey',
  'api_key',
  'webhookUrl',
  'cpf',
  'cnpj',
  'rg',
  'phone',
  'email',
] as const;

const MASK = '[masked]';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Bitrix24 incoming webhook: the secret is a path segment, /rest/{user}/{secret}/{method}.
  [/(\/rest\/(?:api\/)?\d+\/)[^/\s"'?&]+/gi, `$1${MASK}`],
  // Telegram bot token: /bot{id}:{secret}/.
  [/\b(bot)?\d{6,12}:[A-Za-z0-9_-]{30,}/g, MASK],
  // Credentials in any address, with or without a name: to the last @ of the place where hosts stand …
  [/([a-z][a-z0-9+.-]*:\/\/)[^/\s:@"']*:[^/\s"']*@/gi, `$1${MASK}@`],
  // … and a password with a slash, which is written wrongly and shown by the error that says so.
  [/([a-z][a-z0-9+.-]*:\/\/)[^/\s:@"']*:(?!\d{1,5}[/?#,])[^\s"'@]*@/gi, `$1${MASK}@`],
  // Our own keys.
  [/(?<![A-Za-z0-9])pk_[\w-]{20,}/g, MASK],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, `$1 ${MASK}`],
  // Personal data: CPF and CNPJ with punctuation or called by name, e-mail, international phone.
  [/\b\d{3}\.\d{3}\.\d{3}-\d{2}\b/g, MASK],
  [/\b[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}\/[0-9A-Z]{4}-\d{2}\b/g, MASK],
  [/\b((?:cpf|cnpj)(?:\s+n[.ºo°]*)?\s+)(?:\d[\d./-]{9,16}\d|[0-9A-Z]{12}\d{2})\b/gi, `$1${MASK}`],
  [/\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b/g, MASK],
  [/\+\d{1,3}[\s(-]*\d{2,3}[\s)-]*\d{3,5}[\s-]?\d{2,4}(?:[\s-]?\d{2})?\b/g, MASK],
];

/** key=value and "key":"value" forms of the usual names, plain, in brackets, encoded or escaped. */
const NAMED =
  /((?:[a-z_]*token|client_secret|secret|api_?key|password|authorization|cookie|webhook_?url|cpf|cnpj|phone|email)(?:\\?"|\]|%5D)?\s*[=:]\s*(?:\\?")?)(?!"|(?:Bearer |Basic )?\[masked\])[^\s"\\&,}]+/gi;

/** Eleven or fourteen digits that stand alone: no part of a word, a fraction or a longer id. */
const LONE_DIGITS = /(?<![\w+]|\d\.|\w-)(?:\d{14}|\d{11})(?!\w|\.\d|-\w)/g;

/** Replaces every secret and every piece of personal data that has a known form by `[masked]`. */
export function maskText(text: string): string {
  let masked = text;
  for (const [pattern, replacement] of PATTERNS) {
    masked = masked.replace(pattern, replacement);
  }
  masked = masked.replace(LONE_DIGITS, (digits, at: number, all: string) => {
    if (!isCpf(digits) && !isCnpj(digits)) return digits;
    return isJsonValue(all, at) ? `"${MASK}"` : MASK;
  });
  return masked.replace(NAMED, (...found) => {
    const [, name, at, all] = found as [string, string, number, string];
    return isJsonValue(all, at + name.length) ? `${name}"${MASK}"` : name + MASK;
  });
}

/** Whether a JSON text has something at `at` that is no string: without quotes a mask would spoil it. */
function isJsonValue(text: string, at: number): boolean {
  if (!text.startsWith('{"')) return false;
  let isInside = false;
  for (let index = 0; index < at; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') isInside = !isInside;
  }
  return !isInside;
}

/** The message of anything thrown, masked, at most `limit` characters. */
export function toMaskedMessage(thrown: unknown, limit = 500): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const masked = maskText(message);
  return masked.length > limit ? `${masked.slice(0, limit - 1).toWellFormed()}…` : masked;
}
