import type { RunRow } from '@ponte/db/runs';
import { nextStepFor } from '@ponte/integrations/reasons';
import type { Desk } from '../desk.ts';
import { renderNextSteps } from './next-steps.ts';
import { renderTable, toPrintable } from './table.ts';

type Place = Pick<Desk, 'screen' | 'times'>;

/** Runs in a table, then what to do about those that went wrong. */
export function renderRuns({ screen, times }: Place, rows: readonly RunRow[]): string {
  if (rows.length === 0) return '';
  const table = renderTable(
    screen,
    [
      ...[{ title: `started (${times.zone})` }, { title: 'job' }, { title: 'account' }],
      ...[{ title: 'state' }, { title: 'reason' }, { title: 'records' }, { title: 'ms' }],
      { title: 'id' },
    ],
    rows.map((run) => [
      `${times.at(run.startedAt)} ${times.ago(run.startedAt)}`,
      run.job,
      run.account ?? '—',
      run.state,
      run.reason ?? run.errorKind ?? '—',
      toKeys(run.keys),
      run.ms === null ? '—' : String(run.ms),
      run.id,
    ]),
  );
  const troubled = rows.filter(isTroubled);
  return `${table}${renderNextSteps(
    screen,
    troubled.map((run) => run.reason ?? run.errorKind),
  )}`;
}

function isTroubled(run: RunRow): boolean {
  return (
    run.state === 'held' ||
    run.state === 'failed' ||
    (run.state === 'waiting' && run.reason !== 'again')
  );
}

function toKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, 2).join(' ');
  return keys.length === 0 ? '—' : keys.length > 2 ? `${shown} +${keys.length - 2}` : shown;
}

/** One run as a person reads it. */
export function renderRun({ screen, times }: Place, run: RunRow): string {
  const lines: [string, string][] = [
    ['run', run.id],
    ['job', `${run.job}${run.account === null ? '' : ` (account ${run.account})`}`],
    ['state', run.state + (run.reason === null ? '' : `: ${run.reason}`)],
    ['started', `${times.full(run.startedAt)}, ${times.zone}`],
    ['finished', `${times.full(run.finishedAt)}${run.ms === null ? '' : `, ${run.ms} ms`}`],
    ...(run.nextAt === null ? [] : [['again', times.full(run.nextAt)] as [string, string]]),
    ['attempt', String(run.attempt)],
    ['message', run.message ?? '—'],
    ...(run.errorKind === null
      ? []
      : [['fault', [run.errorKind, run.errorCode].filter(Boolean).join(' ')] as [string, string]]),
    ['records', run.keys.length === 0 ? '—' : run.keys.join(' ')],
    ['counts', JSON.stringify(run.counts)],
    ['payload', JSON.stringify(run.payload)],
    ['worker', run.worker ?? '—'],
    ...(isTroubled(run)
      ? [['what to do', nextStepFor(run.reason ?? run.errorKind)] as [string, string]]
      : []),
  ];
  return lines
    .map(([name, text]) => `${screen.paint.dim(name.padEnd(11))} ${toPrintable(text)}`)
    .join('\n');
}

/** One run for a program, with the next step that a person would be shown. */
export function toRunJson(run: RunRow): object {
  const reason = run.reason ?? run.errorKind;
  return { ...run, nextStep: isTroubled(run) ? nextStepFor(reason) : null };
}
