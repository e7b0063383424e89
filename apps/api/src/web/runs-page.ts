import type { RunRow } from '@ponte/db/runs';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import { renderRuns } from './runs-table.ts';
import { renderNote, type View } from './view.ts';

export interface RunsPageParts {
  readonly view: View;
  readonly rows: readonly RunRow[];
  readonly filter: { readonly key: string; readonly state: string; readonly integration: string };
  readonly nextBefore: string | undefined;
  readonly note?: string | undefined;
}

const STATES = ['running', 'done', 'skipped', 'held', 'waiting', 'failed'];

/** Runs, newest first; the address holds the whole filter, so a view can be sent. */
export function renderRunsPage({ view, rows, filter, nextBefore, note }: RunsPageParts): string {
  const { prefix } = view.addresses;
  const older = new URLSearchParams({ ...dropEmpty(filter), before: nextBefore ?? '' });
  return renderPage({
    title: 'Runs',
    here: 'runs',
    addresses: view.addresses,
    caller: view.caller,
    body: html`${renderNote(note)}
      <div class="lead"><h1>Runs</h1></div>
      <form method="get" action="${prefix}/runs" class="row filter">
        <input
          name="key"
          value="${filter.key}"
          placeholder="deal:7405"
          aria-label="Record"
          maxlength="200"
        />
        <select name="state" aria-label="State">
          <option value="">Any state</option>
          ${STATES.map(
            (state) => html`<option ${state === filter.state && 'selected'}>${state}</option>`,
          )}
        </select>
        ${filter.integration !== '' && html`<input type="hidden" name="integration" value="${filter.integration}" />`}
        <button>Show</button>
      </form>
      <section class="card">
        ${
          rows.length === 0
            ? html`<div class="empty">
                <p><strong>No run matches.</strong></p>
                <p class="quiet">
                  Write a record as kind and id, for example <code>deal:7405</code>, or
                  <a href="${prefix}/runs">show all runs</a>.
                </p>
              </div>`
            : renderRuns(view, rows, true)
        }
      </section>
      ${nextBefore !== undefined && html`<p><a href="${prefix}/runs?${older.toString()}">Older runs</a></p>`}`,
  });
}

function dropEmpty(filter: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
}
