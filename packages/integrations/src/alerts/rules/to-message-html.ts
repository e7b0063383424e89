/** What is said, in plain text. */
export interface NoticeParts {
  readonly title: string;
  readonly lines?: readonly string[];
  readonly link?: { readonly text: string; readonly url: string };
}

/** Telegram counts what the reader sees, in UTF-16 units. */
const LONGEST = 4_096;
const LONGEST_TITLE = 200;
const LONGEST_LINE = 1_000;
/** Room for the link and for the sentence about what was left out. */
const ROOM_AT_END = 160;
const LONGEST_LINK_TEXT = 80;

/** Words a notice in Telegram's HTML, cut so that it is taken whatever stands in it. */
export function toMessageHtml({ title, lines = [], link }: NoticeParts): string {
  const head = cut(title, LONGEST_TITLE);
  const shown: string[] = [];
  let length = head.length;
  for (const line of lines) {
    const part = cut(line, LONGEST_LINE);
    if (length + part.length + 1 > LONGEST - ROOM_AT_END) break;
    length += part.length + 1;
    shown.push(part);
  }
  const left = lines.length - shown.length;
  return [
    `<b>${escapeHtml(head)}</b>`,
    ...shown.map(escapeHtml),
    ...(left > 0 ? [`… and ${left} more lines.`] : []),
    ...(link === undefined ? [] : [toLink(link)]),
  ].join('\n');
}

function toLink({ text, url }: { text: string; url: string }): string {
  const shown = escapeHtml(cut(text, LONGEST_LINK_TEXT));
  const isWebAddress = /^https?:\/\/[^\s"<>]+$/.test(url);
  return isWebAddress ? `<a href="${escapeHtml(url)}">${shown}</a>` : shown;
}

/** Telegram's HTML knows three signs that must be written otherwise; quotes matter in addresses. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function cut(text: string, longest: number): string {
  const clean = text.trim() === '' ? '–' : text.trim();
  return clean.length > longest ? `${clean.slice(0, longest - 1).toWellFormed()}…` : clean;
}
