const allowed = /^\/?(b|i|u|s|p|br|ul|ol|li|a|span|div|strong|em)$/i;

/** What the portal's sanitiser leaves of a comment: no scripts, no handlers, no unknown tags. */
export function cleanHtml(text: string): string {
  return text
    .replace(/<(script|style|iframe)\b[^]*?(<\/\1\s*>|$)/gi, '')
    .replace(/<(\/?[a-z][a-z0-9]*)\b([^>]*)>/gi, (_tag, name: string, rest: string) =>
      allowed.test(name) ? `<${name}${cleanAttributes(rest)}>` : '',
    );
}

function cleanAttributes(text: string): string {
  return text
    .replace(/\s+on[a-z]+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '')
    .replace(/\s+(href|src)\s*=\s*(["']?)\s*javascript:[^\s>"']*\2/gi, '');
}
