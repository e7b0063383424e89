import type { RunSummary } from '@ponte/operations/status';
import { html, type Html } from './html.ts';
import { renderChip, toStatusWord } from './state-chip.ts';
import { toDuration } from './times.ts';
import { renderAction, type View } from './view.ts';
import { countsInWords, inWords, nameOfJob } from './words.ts';

const SHOWN_KEYS = 3;

/** Runs as rows; on a narrow screen each becomes a card. */
export function renderRuns(view: View, runs: readonly RunSummary[], mayRetry = false): Html {
  return html`<table class="runs">
    <thead>
      <tr>
        <th scope="col">State</th>
        <th scope="col">Job</th>
        <th scope="col">Touched</th>
        <th scope="col">What happened</th>
        <th scope="col" class="number">Took</th>
        <th scope="col" class="number">When</th>
      </tr>
    </thead>
    <tbody>
      ${runs.map((run) => renderRun(view, run, mayRetry))}
    </tbody>
  </table>`;
}

function renderRun(view: View, run: RunSummary, mayRetry: boolean): Html {
  const said = run.message ?? (run.reason === null ? '' : inWords(run.reason));
  const counts = countsInWords(run.counts);
  const canRetry = mayRetry && (run.state === 'failed' || run.state === 'waiting');
  return html`<tr>
    <td>${renderChip(toStatusWord(run.state))}</td>
    <td class="job">${nameOfJob(run.job)}</td>
    <td>${renderKeys(view, run.keys)}</td>
    <td class="said">
      ${said} ${counts !== '' && html`<span class="quiet">${counts}</span>`}
      ${canRetry && renderAction(view, { path: `/runs/${run.id}/retry`, word: 'Retry', tone: 'plain' })}
    </td>
    <td class="number quiet">${toDuration(run.ms)}</td>
    <td class="number quiet">${view.times.ago(run.startedAt)}</td>
  </tr>`;
}

function renderKeys({ addresses: { prefix } }: View, keys: readonly string[]): Html {
  const shown = keys.slice(0, SHOWN_KEYS);
  const rest = keys.length - shown.length;
  return html`${shown.map(
    (key) => html`<a class="id" href="${prefix}/runs?key=${encodeURIComponent(key)}">${key}</a> `,
  )}${rest > 0 && html`<span class="quiet">+${rest}</span>`}`;
}
