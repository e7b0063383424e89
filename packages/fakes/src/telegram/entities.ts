import { badRequest } from './telegram-error.ts';

const htmlTags = new Set([
  ...['b', 'strong', 'i', 'em', 'u', 'ins', 's', 'strike', 'del', 'a', 'code', 'pre', 'span'],
  ...['tg-spoiler', 'tg-emoji', 'blockquote'],
]);
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const longestText = 4096;
const longestCaption = 1024;

/** What is seen of a text once its markup is read; refuses what the server cannot read. */
export function parseText(text: string, parseMode: string | undefined): string {
  const mode = parseMode?.toLowerCase();
  if (mode === undefined || mode === '') return text;
  if (mode === 'html') return parseHtml(text);
  if (mode === 'markdownv2') return parseMarkdownV2(text);
  if (mode === 'markdown') return text;
  throw badRequest('unsupported parse_mode');
}

/** Checks the length that the reader sees, in UTF-16 units. */
export function checkLength(text: string, what: 'text' | 'caption'): void {
  if (what === 'text' && text.trim() === '') throw badRequest('message text is empty');
  if (what === 'text' && text.length > longestText) throw badRequest('message is too long');
  if (what === 'caption' && text.length > longestCaption) {
    throw badRequest('message caption is too long');
  }
}

function parseHtml(text: string): string {
  const open: string[] = [];
  let seen = '';
  let at = 0;
  while (at < text.length) {
    const sign = text[at];
    if (sign === '<') {
      const end = text.indexOf('>', at);
      const name = /^<\/?([a-z-]+)(?:\s[^>]*)?>$/i.exec(text.slice(at, end + 1))?.[1];
      if (end < 0 || name === undefined) throw unreadable('Unclosed start tag', at, text);
      if (!htmlTags.has(name.toLowerCase())) {
        throw unreadable(`Unsupported start tag "${name}"`, at, text);
      }
      if (text[at + 1] !== '/') open.push(name.toLowerCase());
      else if (open.pop() !== name.toLowerCase()) {
        throw unreadable(`Unmatched end tag, found "</${name}>"`, at, text);
      }
      at = end + 1;
    } else if (sign === '&') {
      const [whole, word = ''] = /^&(#\d+|#x[0-9a-f]+|[a-z]+);/i.exec(text.slice(at)) ?? [];
      const known = whole === undefined ? undefined : readReference(word);
      seen += known ?? '&';
      at += known === undefined ? 1 : (whole?.length ?? 1);
    } else {
      seen += sign ?? '';
      at += 1;
    }
  }
  const left = open.at(-1);
  if (left !== undefined) {
    throw badRequest(
      `can't parse entities: Can't find end tag corresponding to start tag "${left}"`,
    );
  }
  return seen;
}

function readReference(word: string): string | undefined {
  if (!word.startsWith('#')) return named[word.toLowerCase()];
  const code = word[1] === 'x' ? Number.parseInt(word.slice(2), 16) : Number(word.slice(1));
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

function parseMarkdownV2(text: string): string {
  const bare = text.replaceAll(/\\[\s\S]/g, '');
  const reserved = /[>#+\-=|{}.!]/.exec(bare)?.[0];
  if (reserved !== undefined) {
    throw badRequest(
      `can't parse entities: Character '${reserved}' is reserved and must be escaped with the preceding '\\'`,
    );
  }
  for (const sign of ['*', '_', '~', '`']) {
    if ((bare.split(sign).length - 1) % 2 === 1) {
      throw badRequest("can't parse entities: Can't find end of the entity");
    }
  }
  return text.replaceAll(/\\([\s\S])|[*_~`]/g, '$1');
}

function unreadable(what: string, at: number, text: string): Error {
  const offset = Buffer.byteLength(text.slice(0, at));
  return badRequest(`can't parse entities: ${what} at byte offset ${offset}`);
}
