import type { HouseStatus } from '@ponte/operations/status';
import { html, type Html, type HtmlPart } from './html.ts';
import { renderIntegration, type Facets } from './integration-card.ts';
import { renderPage } from './layout.ts';
import { renderNote, type View } from './view.ts';
import { plural } from './words.ts';
import type { Warning } from './webhook-warnings.ts';

export interface StatusPageParts {
  readonly view: View;
  readonly status: HouseStatus;
  readonly facets: Facets;
  readonly warnings: readonly Warning[];
  /** Where vendors send their events. */
  readonly webhookBase: string;
  readonly note?: string | undefined;
}

/** Fresh, held, failing, paused, and what to do next. */
export function renderStatusPage(parts: StatusPageParts): string {
  const { view, status, facets, warnings, webhookBase, note } = parts;
  return renderPage({
    title: 'Home',
    here: 'home',
    isLive: true,
    addresses: view.addresses,
    caller: view.caller,
    body: html`${renderNote(note)}
      <div class="lead">
        <h1>${summarise(status)}</h1>
        <p class="quiet">Read ${view.times.ago(status.at)}<span id="live"></span></p>
      </div>
      ${[...houseWarnings(status), ...warnings].map(renderWarning)}
      ${status.integrations.map((one) => renderIntegration({ view, status, one, facets, webhookBase }))}
      <div class="pair">${renderWorkers(view, status)} ${renderQueues(view, status)}</div>`,
  });
}

function summarise({ integrations, workers, queues }: HouseStatus): string {
  const count = (test: (one: HouseStatus['integrations'][number]) => boolean): number =>
    integrations.filter(test).length;
  const failing = count(({ troubles }) => troubles.some(({ state }) => state === 'failed'));
  const held = integrations.flatMap((one) => one.held).reduce((sum, group) => sum + group.count, 0);
  if (failing > 0)
    return `${plural(failing, 'integration fails', 'integrations fail')} and needs you`;
  if (workers.length === 0) return 'Nobody works: no worker is running';
  if (queues === null) return 'The queue does not answer';
  if (held > 0) return `${plural(held, 'record waits', 'records wait')} for you`;
  if (count(({ pause }) => pause !== null) > 0) return 'Something is paused';
  if (count(({ troubles }) => troubles.length > 0) > 0)
    return 'A vendor is slow; Ponte goes on trying';
  return 'All is well';
}

function houseWarnings({ workers, queues, unclaimedEvents }: HouseStatus): Warning[] {
  const warnings: Warning[] = [];
  if (workers.length === 0) {
    warnings.push({
      title: 'No worker is running',
      text: 'Events are stored, but nobody works on them. Start one: npm start, or the worker container.',
    });
  }
  if (queues === null) {
    warnings.push({
      title: 'The queue does not answer',
      text: 'Events are stored and nothing is lost. Start Redis (or look at REDIS_URL); work goes on by itself.',
    });
  }
  for (const { source, count } of unclaimedEvents) {
    warnings.push({
      title: `${plural(count, 'event')} of ${source} waiting`,
      text: 'They are stored; no integration works on this source yet.',
      isMild: true,
    });
  }
  return warnings;
}

function renderWarning({ title, text, isMild }: Warning): Html {
  return html`<p
    class="alert ${isMild === true && 'mild'}"
    role="${isMild === true ? 'note' : 'alert'}"
  >
    <strong>${title}.</strong> ${text}
  </p>`;
}

function renderWorkers(view: View, { workers, leases }: HouseStatus): HtmlPart {
  if (workers.length === 0) return null;
  return html`<section class="card">
    <h2>Workers</h2>
    <ul class="lines">
      ${workers.map(
        ({ id, startedAt, note }) =>
          html`<li>
            <span
              ><code>${id}</code>
              ${note !== null && note !== '' && html`<span class="quiet">${note}</span>`}</span
            >
            <span class="quiet">since ${view.times.ago(startedAt)}</span>
          </li>`,
      )}
      ${leases.map(
        ({ name, owner }) =>
          html`<li>
            <span>account <code>${name}</code></span
            ><span class="quiet">held by <code>${owner}</code></span>
          </li>`,
      )}
    </ul>
  </section>`;
}

function renderQueues({ addresses: { prefix } }: View, { queues }: HouseStatus): HtmlPart {
  if (queues === null) return null;
  return html`<section class="card">
    <h2>Queues</h2>
    <ul class="lines">
      ${queues.map(
        (queue) =>
          html`<li>
            <a href="${prefix}/admin/queues/queue/${queue.name}">${queue.name}</a>
            <span class="quiet"
              >${queue.active} running · ${queue.waiting} waiting · ${queue.delayed} sleeping ·
              ${queue.failed} failed</span
            >
          </li>`,
      )}
    </ul>
  </section>`;
}
