import { toEtaWords } from '@ponte/operations/estimate-load';
import type { LoadStatus } from '@ponte/operations/load-status';
import type { Desk } from '../desk.ts';

const CELLS = 24;
const figures = new Intl.NumberFormat('en');

/** How far a load is in one line, with a bar for a terminal. */
export function renderLoadBar(load: LoadStatus): string {
  const full = Math.floor(load.share * CELLS);
  return `${'█'.repeat(full)}${'░'.repeat(CELLS - full)} ${describeLoad(load)}`;
}

/** `43 %, 12,500 of about 29,000 rows, 210 rows/s, 2 to 4 min left, 3 problems`. */
export function describeLoad(load: LoadStatus): string {
  const { share, rows, totalRows, rowsPerSecond, eta } = load;
  const isUnderWay = load.position === 'running' || load.position === 'paused';
  const of = isUnderWay && totalRows !== null ? ` of about ${figures.format(totalRows)}` : '';
  return [
    `${Math.floor(share * 100)} %`,
    `${figures.format(rows.read)}${of} rows`,
    ...(isUnderWay && rowsPerSecond !== null ? [`${toRate(rowsPerSecond)} rows/s`] : []),
    ...(eta === null ? [] : [`${toEtaWords(eta)} left`]),
    ...(rows.problems === 0 ? [] : [toProblems(rows.problems)]),
  ].join(', ');
}

/** Why a load is slow or stands still, with the time at which it goes on; undefined: nothing to say. */
export function describeReason(
  { times }: Pick<Desk, 'times'>,
  load: LoadStatus,
): string | undefined {
  if (load.why === null) return undefined;
  const { text, until } = load.why;
  return until === null ? text : `${text} Again ${times.ago(until)}, at ${times.at(until)}.`;
}

/** A load in full, as a person reads it. */
export function renderLoad(desk: Pick<Desk, 'screen' | 'times'>, load: LoadStatus): string {
  const { screen, times } = desk;
  const { rows, since } = load;
  const what = since === null ? 'all deals' : `deals made since ${times.at(since)}, ${times.zone}`;
  const why = describeReason(desk, load);
  const lines: (readonly [string, string])[] = [
    ['load', `${what}, account ${load.account}`],
    ['state', load.word],
    ['progress', describeLoad(load)],
    ...(why === undefined ? [] : [['why', why] as const]),
    ...(rows.read === 0 ? [] : [['rows', describeRows(rows)] as const]),
    ['requests', figures.format(load.requests)],
    ['started', `${times.full(load.startedAt)}, ${times.zone}`],
    ...(load.finishedAt === null ? [] : [['finished', times.full(load.finishedAt)] as const]),
    ...(load.resumed === 0
      ? []
      : [['resumed', `${load.resumed} times, after a worker had gone`] as const]),
    ...(load.rows.problems === 0 ? [] : [['what to do', 'ponte held list --kind deal'] as const]),
  ];
  return lines.map(([name, text]) => `${screen.paint.dim(name.padEnd(10))} ${text}`).join('\n');
}

function describeRows(rows: LoadStatus['rows']): string {
  const kinds = [
    [rows.inserted, 'new'],
    [rows.updated, 'changed'],
    [rows.unchanged, 'unchanged'],
    [rows.stale, 'newer here'],
    [rows.problems, 'held'],
  ] as const;
  return kinds
    .flatMap(([count, word]) => (count === 0 ? [] : [`${figures.format(count)} ${word}`]))
    .join(', ');
}

function toRate(perSecond: number): string {
  return perSecond >= 10 ? figures.format(Math.round(perSecond)) : perSecond.toFixed(1);
}

function toProblems(count: number): string {
  return count === 1 ? '1 problem' : `${figures.format(count)} problems`;
}
