import { arch, cpus, platform, totalmem } from 'node:os';
import Table from 'cli-table3';
import pc from 'picocolors';
import { isPassed, median, toRatio, type Figure } from './figures.ts';

/** What one run of the bench found. */
export interface Findings {
  readonly figures: readonly Figure[];
  /** What could not be measured here and why, `skipped: needs redis-server`. */
  readonly skipped: readonly string[];
  /** Version of the PostgreSQL that was measured with. */
  readonly postgres: string;
}

/** For people: one row per figure. */
export function toTable({ figures, skipped }: Findings): string {
  const table = new Table({
    head: ['figure', 'ours', 'baseline', 'unit', 'ratio', 'gate', ''],
    colAligns: ['left', 'right', 'right', 'left', 'left', 'left', 'left'],
    style: { head: [], border: [] },
  });
  for (const figure of figures) table.push(toRow(figure));
  return [table.toString(), ...skipped].join('\n');
}

/** For people who wait: one finished figure in one line. */
export function toLine(figure: Figure): string {
  return toRow(figure, { pass: 'pass', fail: 'FAIL' })
    .filter((cell) => cell !== '')
    .join('  ');
}

function toRow(figure: Figure, words = { pass: pc.green('pass'), fail: pc.red('FAIL') }): string[] {
  const ratio = toRatio(figure);
  const passed = isPassed(figure);
  return [
    figure.name,
    toText(median(figure.ours)),
    figure.baseline === undefined ? '' : toText(median(figure.baseline)),
    figure.unit,
    ratio === undefined
      ? ''
      : `${ratio.median.toFixed(2)} [${ratio.min.toFixed(2)}-${ratio.max.toFixed(2)}]`,
    figure.gate === undefined ? '' : `>= ${figure.gate.toFixed(2)}`,
    passed === undefined ? '' : passed ? words.pass : words.fail,
  ];
}

function toText(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}

/** For programs: the object of `--json`. Ratios are better when they are larger, times included. */
export function toReport({ figures, skipped, postgres }: Findings): object {
  const withRatio = figures.flatMap((figure) => {
    const ratio = toRatio(figure);
    return ratio === undefined ? [] : [{ figure, ratio }];
  });
  return {
    figures: Object.fromEntries(
      figures.map((figure) => [
        figure.name,
        {
          unit: figure.unit,
          ours: round(median(figure.ours)),
          ...(figure.baseline && { baseline: round(median(figure.baseline)) }),
        },
      ]),
    ),
    ratios: Object.fromEntries(
      withRatio.map(({ figure, ratio: { median: middle, min, max } }) => [
        figure.name,
        { median: round(middle), min: round(min), max: round(max), rounds: figure.ours.length },
      ]),
    ),
    gates: Object.fromEntries(
      withRatio.flatMap(({ figure, ratio }) =>
        figure.gate === undefined
          ? []
          : [
              [
                figure.name,
                { ratio: round(ratio.median), gate: figure.gate, pass: isPassed(figure) === true },
              ],
            ],
      ),
    ),
    skipped,
    machine: {
      cores: cpus().length,
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      memoryGb: Math.round(totalmem() / 2 ** 30),
      platform: `${platform()}-${arch()}`,
      node: process.version,
      postgres,
    },
  };
}

/** Three decimals say more than this machine knows. */
function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
