import { describeComparison, type ComparisonStatus } from '@ponte/operations/read-comparison';
import type { IntegrationStatus } from '@ponte/operations/status';
import { html, type Html, type HtmlPart } from './html.ts';
import { csrfField } from './layout.ts';
import { isUnderWay } from './load-part.ts';
import { renderAction, type View } from './view.ts';

/** When portal and rows were last compared, what differed, and the buttons that read everything. */
export function renderUpkeep(view: View, one: IntegrationStatus): HtmlPart {
  const { comparison, load, pause } = one;
  if (comparison === null) return null;
  const mayAsk = view.mayAct && pause === null;
  return html`<div class="upkeep">
    <p>${renderComparison(view, comparison)}</p>
    <div class="actions">
      ${
        mayAsk &&
        comparison.runningSince === null &&
        renderAction(view, {
          ...{ path: '/comparison', word: 'Compare now', tone: 'plain' },
          label: 'Compare every deal of the portal with its row now',
        })
      }
      ${mayAsk && !isUnderWay(load) && renderLoadForm(view)}
    </div>
  </div>`;
}

function renderComparison(view: View, { last, runningSince }: ComparisonStatus): Html {
  if (runningSince !== null) {
    return html`<strong>Comparing</strong> every deal with its row, begun
      ${view.times.ago(runningSince)} …`;
  }
  if (last === null) {
    return html`<strong>Never compared</strong>
      <span class="quiet">Every night each deal of the portal is compared with its row.</span>`;
  }
  return html`<strong>Last comparison</strong> ${view.times.ago(last.at)}:
    <span class="${last.drift === 0 ? 'quiet' : 'warm'}">${describeComparison(last)}</span>`;
}

function renderLoadForm(view: View): Html {
  return html`<details class="ask">
    <summary class="button plain">Load everything…</summary>
    <form method="post" action="${view.addresses.prefix}/load/start">
      ${csrfField(view.caller)}
      <p class="quiet">
        Reads every deal of the portal, as fast as its limit allows; live changes go on meanwhile.
        Nothing is deleted, and it can be paused or cancelled.
      </p>
      <button>Load everything</button>
    </form>
  </details>`;
}
