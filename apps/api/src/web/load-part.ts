import { toEtaWords } from '@ponte/operations/estimate-load';
import type { LoadStatus } from '@ponte/operations/load-status';
import { html, type Html, type HtmlPart } from './html.ts';
import { toDuration } from './times.ts';
import { renderAction, type View } from './view.ts';
import { plural } from './words.ts';

const LATELY_MS = 24 * 3_600_000;
const figures = new Intl.NumberFormat('en');

export interface LoadParts {
  readonly view: View;
  readonly slug: string;
  readonly load: LoadStatus | null;
  /** When the status was read; virtual. */
  readonly at: Date;
}

/** True while a load is under way or rests: then it tells its own troubles. */
export function isUnderWay(load: LoadStatus | null): boolean {
  return load?.position === 'running' || load?.position === 'paused';
}

/** A load that is under way, rests, or has ended lately. */
export function renderLoad(parts: LoadParts): HtmlPart {
  const { load, at } = parts;
  if (load === null) return null;
  if (isUnderWay(load)) return renderProgress(parts.view, load);
  const endedAt = load.finishedAt ?? load.startedAt;
  return at.getTime() - endedAt.getTime() > LATELY_MS ? null : renderEnd(parts, load);
}

const HEADS = {
  running: { tone: 'calm', words: (what: string) => `Loading ${what}` },
  waiting: { tone: 'calm', words: (what: string) => `The load of ${what} waits` },
  'waiting for limit': {
    tone: 'warm',
    words: (what: string) => `The load of ${what} waits for the portal’s limit`,
  },
  paused: { tone: 'rest', words: (what: string) => `The load of ${what} rests` },
  failed: { tone: 'bad', words: (what: string) => `The load of ${what} cannot go on` },
} as const;

function renderProgress(view: View, load: LoadStatus): Html {
  const isKnown = Object.hasOwn(HEADS, load.word);
  const { tone, words } = HEADS[isKnown ? (load.word as keyof typeof HEADS) : 'running'];
  const title = words(describeWhat(view, load));
  const percent = Math.floor(load.share * 100);
  return html`<div class="need load ${tone}">
    <div>
      <strong>${title}</strong>
      <p class="meter">
        <progress max="100" value="${percent}" aria-label="${title}">${percent} %</progress>
        <span>${percent} %</span>
      </p>
      <p>${describeProgress(view, load)}</p>
      ${renderWhy(view, load)}
      <p class="quiet">
        Begun ${view.times.ago(load.startedAt)} · ${plural(load.requests, 'request')}
        ${load.resumed > 0 && html` · taken over ${plural(load.resumed, 'time')} from a worker that was gone`}
      </p>
    </div>
    <div class="actions">${renderMoves(view, load)}</div>
  </div>`;
}

function describeWhat({ times }: View, { since }: LoadStatus): string {
  return since === null ? 'all deals' : `deals made since ${times.day(since)}`;
}

function describeProgress(view: View, load: LoadStatus): Html {
  const { rows, totalRows, rowsPerSecond, eta } = load;
  const of = totalRows === null ? '' : ` of about ${figures.format(totalRows)}`;
  const words = [
    `${figures.format(rows.read)}${of} rows`,
    ...(rowsPerSecond === null || load.position === 'paused'
      ? []
      : [`${toRate(rowsPerSecond)} rows/s`]),
    ...(eta === null ? [] : [`${toEtaWords(eta)} left`]),
  ];
  return html`${words.join(' · ')}${rows.problems > 0 && html` · ${renderProblems(view, rows.problems)}`}`;
}

function renderProblems({ addresses: { prefix } }: View, count: number): Html {
  return html`<a href="${prefix}/held">${plural(count, 'problem')}</a>`;
}

function renderWhy(view: View, { why }: LoadStatus): HtmlPart {
  if (why === null) return null;
  return html`<p>
    ${why.text}${why.until !== null && html` It goes on ${view.times.ago(why.until)}.`}
  </p>`;
}

function renderMoves(view: View, load: LoadStatus): HtmlPart {
  const { account, position, word, runId } = load;
  const fields = { account };
  const rests = position === 'paused';
  return [
    word === 'failed' && runId !== null
      ? renderAction(view, { path: `/runs/${runId}/retry`, word: 'Retry', label: 'Retry the load' })
      : null,
    renderAction(view, {
      path: rests ? '/load/resume' : '/load/pause',
      ...{ word: rests ? 'Resume' : 'Pause', fields },
      ...{ tone: rests ? 'main' : 'plain', label: rests ? 'Resume the load' : 'Pause the load' },
    }),
    renderAction(view, {
      ...{ path: '/load/cancel', word: 'Cancel', fields, tone: 'plain' },
      label: 'Cancel the load; what was read stays',
    }),
  ];
}

function renderEnd({ view, slug }: LoadParts, load: LoadStatus): Html {
  const { rows, finishedAt, startedAt, word } = load;
  const what = describeWhat(view, load);
  const when = view.times.ago(finishedAt);
  if (word === 'cancelled') {
    return html`<div class="need rest">
      <div>
        <strong>The load of ${what} was cancelled ${when}</strong>
        <p class="quiet">
          ${plural(rows.read, 'row')} that ${rows.read === 1 ? 'was' : 'were'} read stay.
        </p>
      </div>
    </div>`;
  }
  const took = toDuration((finishedAt ?? startedAt).getTime() - startedAt.getTime());
  const kinds = [
    [rows.inserted, 'new'],
    [rows.updated, 'changed'],
    [rows.unchanged, 'unchanged'],
    [rows.stale, 'newer here'],
  ] as const;
  const parts = kinds.flatMap(([count, word]) =>
    count === 0 ? [] : [`${figures.format(count)} ${word}`],
  );
  const figuresLine = html`<p class="quiet">
    ${plural(rows.read, 'row')} read in ${took}${parts.length > 0 && `: ${parts.join(', ')}`}.
  </p>`;
  if (rows.problems === 0) {
    return html`<div class="need good">
      <div><strong>The load of ${what} was completed ${when}</strong>${figuresLine}</div>
    </div>`;
  }
  return html`<div class="need warm">
    <div>
      <strong>The load of ${what} was completed with problems ${when}</strong>
      <p>
        <a href="${view.addresses.prefix}/held?integration=${slug}"
          >${plural(rows.problems, 'record')} could not be read</a
        >;
        ${rows.problems === 1 ? 'it waits for you with its reason.' : 'each waits for you with its reason.'}
      </p>
      ${figuresLine}
    </div>
  </div>`;
}

function toRate(perSecond: number): string {
  return perSecond >= 10 ? figures.format(Math.round(perSecond)) : perSecond.toFixed(1);
}
