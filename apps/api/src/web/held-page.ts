import type { HeldRow } from '@ponte/db/held';
import { nextStepFor } from '@ponte/integrations/reasons';
import { html, type Html } from './html.ts';
import { renderPage } from './layout.ts';
import { renderAction, renderNote, type View } from './view.ts';
import { capitalise, inWords, nameOfIntegration, plural } from './words.ts';

export interface HeldPageParts {
  readonly view: View;
  readonly rows: readonly HeldRow[];
  readonly isMore: boolean;
  readonly note?: string | undefined;
}

/** Every record that waits for a person, grouped by reason with what to do. */
export function renderHeldPage({ view, rows, isMore, note }: HeldPageParts): string {
  const groups = [...Map.groupBy(rows, ({ integration, reason }) => `${integration} ${reason}`)];
  return renderPage({
    title: 'Held records',
    here: 'held',
    addresses: view.addresses,
    caller: view.caller,
    body: html`${renderNote(note)}
      <div class="lead"><h1>Held records</h1></div>
      ${rows.length === 0 && renderEmpty()} ${groups.map(([, group]) => renderGroup(view, group))}
      ${
        isMore &&
        html`<p class="quiet">
          The newest ${rows.length} are shown. The rest: <code>npm run ponte -- held list</code> or
          <code>GET /api/held</code>.
        </p>`
      }`,
  });
}

function renderEmpty(): Html {
  return html`<section class="card empty">
    <p><strong>Nothing is held.</strong></p>
    <p class="quiet">
      A record comes here when Ponte cannot decide by itself: with the reason, what to do, and a
      button to let it go on.
    </p>
  </section>`;
}

function renderGroup(view: View, rows: readonly HeldRow[]): Html | null {
  const [first] = rows;
  if (first === undefined) return null;
  const { integration, reason } = first;
  return html`<section class="card">
    <div class="head">
      <div>
        <h2>${capitalise(inWords(reason))}</h2>
        <p class="quiet">
          ${nameOfIntegration(integration)} · ${plural(rows.length, 'record')} ·
          <code>${reason}</code>
        </p>
      </div>
      ${renderAction(view, {
        path: '/held/release',
        word: 'Release all',
        label: `Release all records held: ${inWords(reason)}`,
        fields: { integration, reason },
      })}
    </div>
    <p>${nextStepFor(reason)}</p>
    <ul class="lines records">
      ${rows.map((row) => renderRow(view, row))}
    </ul>
  </section>`;
}

function renderRow(view: View, row: HeldRow): Html {
  const key = `${row.kind}:${row.key}`;
  const fields = { id: row.id };
  return html`<li>
    <div>
      <a class="id" href="${view.addresses.prefix}/runs?key=${encodeURIComponent(key)}">${key}</a>
      <span class="quiet">since ${view.times.ago(row.heldAt)}</span>
      <p>${row.detail}</p>
    </div>
    <div class="actions">
      ${renderAction(view, { path: '/held/release', word: 'Release', fields, label: `Release ${key}` })}
      ${renderAction(view, {
        ...{ path: '/held/dismiss', word: 'Dismiss', fields },
        ...{ tone: 'plain', label: `Dismiss ${key} without doing its work` },
      })}
    </div>
  </li>`;
}
