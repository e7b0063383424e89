import { html, type HtmlPart } from './html.ts';

const figures = new Intl.NumberFormat('en');

/** Names and their counts, one below the other. */
export function renderFigures(rows: readonly (readonly [string, number])[]): HtmlPart {
  return html`<dl class="rows">
    ${rows.map(
      ([what, count]) =>
        html`<div>
          <dt>${what}</dt>
          <dd>${figures.format(count)}</dd>
        </div>`,
    )}
  </dl>`;
}
