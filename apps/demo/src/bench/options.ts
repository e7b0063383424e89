import { parseArgs } from 'node:util';

export const BENCH_NAMES = [
  'ingress',
  'jobs',
  'load',
  'upsert',
  'limits',
  'whole-load',
  'mapping',
] as const;
export type BenchName = (typeof BENCH_NAMES)[number];

export interface BenchOptions {
  readonly names: readonly BenchName[];
  readonly rounds: number;
  readonly isJson: boolean;
  /** Everything once and short: shows that the bench works, not how fast anything is. */
  readonly isQuick: boolean;
  /** Also what takes many minutes: a whole load of a million deals. */
  readonly isFull: boolean;
}

export const HELP = `Usage: npm run bench -- [name...] [--rounds N] [--quick] [--full] [--json]

Measures Ponte against committed baselines, in turns, and compares the median ratios with gates.

Names: ${BENCH_NAMES.join(', ')}; without a name all of them.
Long: limits (five minutes), whole-load (three; of a million a quarter of an hour).
  --rounds N  rounds of each comparison, at least 1; default 5
  --quick     one short round of everything, on a PostgreSQL that does not sync to the disk:
              a smoke test whose ratios mean little
  --full      whole-load, also for load, and one of a million deals in it
  --json      the last line is one JSON object

Exit codes: 0 every gate passed, 1 a gate failed, 2 wrong arguments or a wrong result.
`;

const ROUNDS = 5;

/** Reads the command line; undefined when help was asked for. Throws with what is wrong. */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const asked = positionals.length === 0 ? BENCH_NAMES : positionals.map(toName);
  const isWhole = values.full && asked.includes('load');
  const names: readonly BenchName[] = isWhole ? [...asked, 'whole-load'] : asked;
  const rounds = Number(values.rounds ?? (values.quick ? 1 : ROUNDS));
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error('--rounds must be a whole number of at least 1.');
  }
  const { json: isJson, quick: isQuick, full: isFull } = values;
  return { names: [...new Set(names)], rounds, isJson, isQuick, isFull };
}

function toName(word: string): BenchName {
  const name = BENCH_NAMES.find((known) => known === word);
  if (name === undefined) {
    throw new Error(`There is no bench "${word}". There are: ${BENCH_NAMES.join(', ')}.`);
  }
  return name;
}
