import type { Addresses } from '../addresses.ts';
import type { Caller } from '../auth/caller.ts';
import { html, type Html, type HtmlPart } from './html.ts';

export interface PageParts {
  readonly title: string;
  readonly addresses: Addresses;
  /** Undefined before login. */
  readonly caller?: Caller | undefined;
  readonly body: Html;
  /** Which entry of the menu this page is. */
  readonly here?: 'home' | 'held' | 'runs' | undefined;
  /** Whether the page renews itself while it is looked at. */
  readonly isLive?: boolean;
}

/** The frame of every page. */
export function renderPage(parts: PageParts): string {
  const { title, addresses, caller, body, isLive = false } = parts;
  const { prefix } = addresses;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Ponte</title>
        <link rel="icon" type="image/svg+xml" href="${prefix}/assets/icon.svg" />
        <link rel="stylesheet" href="${prefix}/assets/style.css" />
        ${isLive && html`<script src="${prefix}/assets/live.js" defer></script>`}
      </head>
      <body>
        <header class="top">
          <a class="brand" href="${prefix}/">${mark()}<span>Ponte</span></a>
          ${caller && renderMenu(parts, caller)}
        </header>
        <main id="main">${body}</main>
      </body>
    </html>`.text;
}

function renderMenu({ addresses: { prefix }, here }: PageParts, caller: Caller): HtmlPart {
  const entries = [
    ['home', '/', 'Home'],
    ['held', '/held', 'Held'],
    ['runs', '/runs', 'Runs'],
    ['queues', '/admin/queues', 'Queues'],
    ['docs', '/docs', 'API'],
  ] as const;
  return html`<nav aria-label="Main">
      ${entries.map(
        ([key, path, word]) =>
          html`<a href="${prefix}${path}" ${key === here && html`aria-current="page"`}>${word}</a>`,
      )}
    </nav>
    ${
      caller.kind === 'user' &&
      html`<form class="leave" method="post" action="${prefix}/logout">
        ${csrfField(caller)}<span class="quiet">${caller.login} · ${caller.role}</span>
        <button class="plain">Log out</button>
      </form>`
    }`;
}

/** The hidden field that every form of a logged-in person carries. */
export function csrfField(caller: Caller): HtmlPart {
  return (
    caller.kind === 'user' && html`<input type="hidden" name="_csrf" value="${caller.csrfToken}" />`
  );
}

function mark(): Html {
  return html`<svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
    <path d="M2 23h28M6 23v-6m20 6v-6M2 19c6 0 9-9 14-9s8 9 14 9M11 23v-9.2M16 23V10m5 13v-9.2" />
  </svg>`;
}
