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
  // Credentials in any address.
  [/([a-z][a-z0-9+.-]*:\/\/)[^/\s:@"']+:[^/\s@"']+@/gi, `$1${MASK}@`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, `$1 ${MASK}`],
  // key=value and "key":"value" forms of the usual names, plain, in brackets, encoded or escaped.
  [
    /((?:[a-z_]*token|client_secret|secret|api_?key|password|authorization|cookie|webhook_?url|cpf|phone|email)(?:\\?"|\]|%5D)?\s*[=:]\s*(?:\\?")?)(?!(?:Bearer |Basic )?\[masked\])[^\s"\\&,}]+/gi,
    `$1${MASK}`,
  ],
  // Personal data: CPF with punctuation, e-mail, international phone.
  [/\b\d{3}\.\d{3}\.\d{3}-\d{2}\b/g, MASK],
  [/\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b/g, MASK],
  [/\+\d{1,3}[\s(-]*\d{2,3}[\s)-]*\d{3,5}[\s-]?\d{2,4}(?:[\s-]?\d{2})?\b/g, MASK],
];

/** Replaces every secret and every piece of personal data that has a known form by `[masked]`. */
export function maskText(text: string): string {
  let masked = text;
  for (const [pattern, replacement] of PATTERNS) {
    masked = masked.replace(pattern, replacement);
  }
  return masked;
}

/** The message of anything thrown, masked, at most `limit` characters. */
export function toMaskedMessage(thrown: unknown, limit = 500): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const masked = maskText(message);
  return masked.length > limit ? `${masked.slice(0, limit - 1).toWellFormed()}…` : masked;
}
