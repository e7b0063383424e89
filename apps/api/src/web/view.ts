import { isAtLeast } from '@ponte/db/roles';
import type { Addresses } from '../addresses.ts';
import type { Caller } from '../auth/caller.ts';
import { csrfField } from './layout.ts';
import { html, type Html, type HtmlPart } from './html.ts';
import { createTimes, type Times } from './times.ts';

/** What every part of a page needs to draw itself. */
export interface View {
  readonly addresses: Addresses;
  readonly caller: Caller;
  readonly mayAct: boolean;
  readonly times: Times;
}

export function createView(parts: {
  addresses: Addresses;
  caller: Caller;
  timeZone: string;
  now: Date;
}): View {
  const { addresses, caller, timeZone, now } = parts;
  const mayAct = caller.kind === 'user' && isAtLeast(caller.role, 'operator');
  return { addresses, caller, mayAct, times: createTimes(timeZone, now) };
}

export interface ActionParts {
  /** Below the prefix: `/held/release`. */
  readonly path: string;
  readonly word: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly tone?: 'plain' | 'main';
  /** What a screen reader says instead of the bare word. */
  readonly label?: string;
}

/** A button in its own form, for those who may act; nothing for others. */
export function renderAction(view: View, action: ActionParts): HtmlPart {
  if (!view.mayAct) return null;
  const { path, word, fields = {}, tone = 'main', label } = action;
  return html`<form method="post" action="${view.addresses.prefix}${path}" class="inline">
    ${csrfField(view.caller)}
    ${Object.entries(fields).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    <button
      class="${tone === 'plain' ? 'plain' : ''}"
      ${label !== undefined && html`aria-label="${label}"`}
    >
      ${word}
    </button>
  </form>`;
}

/** What an action did, told once at the top of the next page. */
export function renderNote(note: string | undefined): Html | null {
  return note === undefined ? null : html`<p class="note" role="status">${note}</p>`;
}
