import type { Paint, Screen } from '../output/screen.ts';
import { toPrintable } from '../output/table.ts';
import type { CheckState } from './check.ts';
import type { Report } from './report.ts';

const WORDS: Record<CheckState, string> = {
  ok: 'ok  ',
  warning: 'warn',
  problem: 'FAIL',
  skipped: 'skip',
};

/** The report as text that survives being pasted into a message. */
export function renderReport({ paint }: Pick<Screen, 'paint'>, report: Report): string {
  const { checks, version, at, zone } = report;
  const width = Math.max(...checks.map(({ area }) => area.length));
  const lines = checks.flatMap(({ state, area, text, next }) => [
    `${colour(paint, state)(WORDS[state])}  ${area.padEnd(width)}  ${toPrintable(text)}`,
    ...(next === null ? [] : [`      ${' '.repeat(width)}  → ${toPrintable(next)}`]),
  ]);
  const count = (state: CheckState): number => checks.filter((one) => one.state === state).length;
  const warnings = toNoun(count('warning'), 'warning');
  const verdict = report.isWell
    ? `All is well; ${warnings}.`
    : `${toNoun(count('problem'), 'problem')}, ${warnings}.`;
  const time = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at);
  return [`ponte ${version}, ${time} ${zone}`, '', ...lines, '', verdict].join('\n');
}

function toNoun(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function colour(paint: Paint, state: CheckState): (text: string) => string {
  switch (state) {
    case 'ok':
      return paint.green;
    case 'warning':
      return paint.yellow;
    case 'problem':
      return paint.red;
    case 'skipped':
      return paint.dim;
  }
}
