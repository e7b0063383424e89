import type { FieldStatus } from '@ponte/operations/fieldcontrol';
import { renderFigures } from './figures-list.ts';
import { html, type Html } from './html.ts';
import type { View } from './view.ts';
import { inWords } from './words.ts';

const UNDER_WAY = ['pendente', 'pronto', 'enviando', 'incerto'];
const KEPT_BACK = ['bloqueado', 'rejeitado'];

/** The board, what FieldControl was told of it, and the steps, side by side. */
export function renderField(view: View, status: FieldStatus): Html {
  return html`<div class="facets">
    ${renderBoard(status)} ${renderRequests(status)} ${renderSteps(view, status)}
  </div>`;
}

function renderBoard({ cards, absent, unread }: FieldStatus): Html {
  return html`<section>
    <h3>Board</h3>
    ${renderFigures([
      ['Cards followed', cards - absent],
      ['Gone from the board', absent],
      ['Not read yet', unread],
    ])}
  </section>`;
}

function renderRequests({ deliveries }: FieldStatus): Html {
  const count = (states: readonly string[], tipo?: string): number =>
    deliveries
      .filter((one) => states.includes(one.estado) && (tipo === undefined || one.tipo === tipo))
      .reduce((sum, one) => sum + one.count, 0);
  return html`<section>
    <h3>Service requests</h3>
    ${renderFigures([
      ['Delivered', count(['enviado'], 'pedido')],
      ['Cancellations delivered', count(['enviado'], 'cancelamento')],
      ['Under way', count(UNDER_WAY)],
      ['Kept back', count(KEPT_BACK)],
    ])}
    <p class="quiet">One card’s: <code>ponte fieldcontrol history 501</code></p>
  </section>`;
}

function renderSteps({ times }: View, { steps }: FieldStatus): Html {
  return html`<section>
    <h3>Steps</h3>
    <ul class="lines">
      ${steps.map(
        ({ step, run }) =>
          html`<li>
            <span>${step}</span>
            <span class="quiet"
              >${run === null ? 'never' : html`${inWords(run.reason ?? run.state)} ${times.ago(run.startedAt)}`}</span
            >
          </li>`,
      )}
    </ul>
  </section>`;
}
