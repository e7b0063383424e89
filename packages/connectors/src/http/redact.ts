import { maskText } from '@ponte/logging/mask';

/** Makes any text fit to be read by people: known secrets, secret shapes, length. */
export type Redact = (text: string, limit?: number) => string;

/** A redactor that also knows this account's own secrets, wherever the vendor repeats them. */
export function createRedact(secrets: readonly string[] = []): Redact {
  const known = secrets.filter((secret) => secret.length >= 4);
  return (text, limit = 300) => {
    let clean = text;
    for (const secret of known) {
      clean = clean
        .replaceAll(secret, '[masked]')
        .replaceAll(encodeURIComponent(secret), '[masked]');
    }
    clean = maskText(clean).replace(/\s+/g, ' ').trim();
    return clean.length > limit ? `${clean.slice(0, limit - 1).toWellFormed()}…` : clean;
  };
}
