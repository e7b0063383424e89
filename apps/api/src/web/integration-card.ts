import { loadDeals } from '@ponte/integrations/bitrix24-deals/jobs';
import type { HouseStatus, IntegrationStatus } from '@ponte/operations/status';
import type { FieldStatus } from '@ponte/operations/fieldcontrol';
import type { ExchangeView } from '@ponte/operations/read-exchange';
import { renderAlerts, type AlertsParts } from './alerts-part.ts';
import { renderExchange } from './exchange-part.ts';
import { renderField } from './field-part.ts';
import { renderFirstSteps } from './first-steps.ts';
import { html, type Html, type HtmlPart } from './html.ts';
import { csrfField } from './layout.ts';
import { isUnderWay, renderLoad } from './load-part.ts';
import { renderRuns } from './runs-table.ts';
import { renderChip } from './state-chip.ts';
import { renderUpkeep } from './upkeep-part.ts';
import { renderAction, type View } from './view.ts';
import { capitalise, inWords, nameOfIntegration, nameOfJob, plural } from './words.ts';

export interface CardParts {
  readonly view: View;
  readonly status: HouseStatus;
  readonly one: IntegrationStatus;
  readonly webhookBase: string;
  readonly facets: Facets;
}

/** What single integrations show besides what all do. */
export interface Facets {
  readonly exchange: ExchangeView;
  readonly alerts: AlertsParts;
  readonly field: FieldStatus;
}

/** One integration: its state, and whatever needs a person with the button that helps. */
export function renderIntegration(parts: CardParts): Html {
  const { view, one } = parts;
  return html`<section class="card" aria-labelledby="${one.slug}">
    <div class="head">
      <div>
        <h2 id="${one.slug}">${nameOfIntegration(one.slug)}</h2>
        <p class="quiet id">${one.slug}</p>
      </div>
      ${renderChip(one.state)}
    </div>
    ${renderFigures(parts)} ${renderFacet(parts)} ${renderPause(view, one)}
    ${renderLoad({ view, slug: one.slug, load: one.load, at: parts.status.at })}
    ${renderTroubles(view, one)} ${renderHeld(view, one)} ${renderUpkeep(view, one)}
    ${renderRecent(parts)}
  </section>`;
}

function renderFigures({ view, status, one }: CardParts): Html {
  const held = one.held.reduce((sum, { count }) => sum + count, 0);
  const runs = status.runsOfDay.filter(({ integration }) => integration === one.slug);
  const total = runs.reduce((sum, { count }) => sum + count, 0);
  const failed = runs.find(({ state }) => state === 'failed')?.count ?? 0;
  return html`<dl class="figures">
    <div>
      <dt>Fresh as of</dt>
      <dd>
        ${one.freshAsOf === null ? html`<span class="quiet">no data yet</span>` : view.times.ago(one.freshAsOf)}
      </dd>
    </div>
    <div>
      <dt>Last event</dt>
      <dd>${view.times.ago(one.lastEventAt)}</dd>
    </div>
    <div>
      <dt>Waiting</dt>
      <dd>${one.waiting.events + one.waiting.records}</dd>
    </div>
    <div>
      <dt>Held</dt>
      <dd class="${held > 0 && 'warm'}">${held}</dd>
    </div>
    <div>
      <dt>Runs in 24 hours</dt>
      <dd>${total}${failed > 0 && html` <span class="bad small">${failed} failed</span>`}</dd>
    </div>
  </dl>`;
}

/** Shown once something has run: before, the first steps say more. */
function renderFacet({ view, one, facets }: CardParts): HtmlPart {
  if (one.recentRuns.length === 0) return null;
  if (one.slug === 'onec-bitrix24') return renderExchange(view, facets.exchange);
  if (one.slug === 'isales-fieldcontrol') return renderField(view, facets.field);
  return one.slug === 'alerts' && renderAlerts(view, facets.alerts);
}

function renderPause(view: View, { slug, pause }: IntegrationStatus): HtmlPart {
  if (pause === null) return null;
  return html`<div class="need rest">
    <div>
      <strong>Paused by ${pause.by} ${view.times.ago(pause.since)}</strong>
      <p>${pause.reason}</p>
      <p class="quiet">
        Events are still taken and stored.
        ${pause.until === null ? 'It stays paused until somebody resumes it.' : html`It resumes ${view.times.ago(pause.until)}.`}
      </p>
    </div>
    ${renderAction(view, { path: `/integrations/${slug}/resume`, word: 'Resume' })}
  </div>`;
}

function renderTroubles(view: View, { troubles, load }: IntegrationStatus): HtmlPart {
  const isToldElsewhere = (job: string): boolean => isUnderWay(load) && job === loadDeals.name;
  const told = troubles.filter(({ job }) => !isToldElsewhere(job));
  return told.map(
    (trouble) =>
      html`<div class="need ${trouble.state === 'failed' ? 'bad' : 'warm'}">
        <div>
          <strong>
            ${capitalise(nameOfJob(trouble.job))}
            ${trouble.state === 'failed' ? 'failed' : 'is trying again'}
            ${view.times.ago(trouble.startedAt)}
          </strong>
          <p>${trouble.message ?? inWords(trouble.reason ?? trouble.errorKind ?? 'no message')}</p>
          <p class="quiet">
            ${trouble.nextStep}
            ${trouble.nextAt !== null && html`Next attempt ${view.times.ago(trouble.nextAt)}.`}
          </p>
        </div>
        ${renderAction(view, {
          path: `/runs/${trouble.runId}/retry`,
          word: 'Retry',
          label: `Retry ${nameOfJob(trouble.job)}`,
        })}
      </div>`,
  );
}

function renderHeld(view: View, { slug, held }: IntegrationStatus): HtmlPart {
  const { prefix } = view.addresses;
  return held.map(
    ({ reason, count, oldest, nextStep }) =>
      html`<div class="need warm">
        <div>
          <strong>
            <a href="${prefix}/held?integration=${slug}&amp;reason=${reason}"
              >${plural(count, 'record')} held: ${inWords(reason)}</a
            >
          </strong>
          <p class="quiet">
            ${nextStep} ${count === 1 ? 'Held' : 'The first was held'} ${view.times.ago(oldest)}.
          </p>
        </div>
        ${renderAction(view, {
          path: '/held/release',
          word: count === 1 ? 'Release' : `Release ${count}`,
          label: `Release ${plural(count, 'record')} held: ${inWords(reason)}`,
          fields: { integration: slug, reason },
        })}
      </div>`,
  );
}

function renderRecent({ view, one, webhookBase }: CardParts): Html {
  if (one.recentRuns.length === 0) {
    return renderFirstSteps(one.slug, webhookBase);
  }
  return html`<details class="recent" open>
      <summary>Recent runs</summary>
      ${renderRuns(view, one.recentRuns)}
    </details>
    ${renderFoot(view, one)}`;
}

function renderFoot(view: View, { slug, pause }: IntegrationStatus): HtmlPart {
  const { prefix } = view.addresses;
  return html`<div class="foot">
    <a href="${prefix}/runs?integration=${slug}">All runs</a>
    ${
      view.mayAct &&
      pause === null &&
      html`<details class="ask">
        <summary>Pause…</summary>
        <form method="post" action="${prefix}/integrations/${slug}/pause" class="row">
          ${csrfField(view.caller)}
          <input
            name="reason"
            aria-label="Why"
            placeholder="Why? The next person reads it."
            required
            maxlength="500"
          />
          <button>Pause</button>
        </form>
      </details>`
    }
  </div>`;
}
