import type { Bench } from './bench.ts';
import { isPassed, type Figure } from './figures.ts';
import { benchIngress } from './ingress/bench-ingress.ts';
import { benchJobs } from './jobs/bench-jobs.ts';
import { benchLimits } from './limits/bench-limits.ts';
import { benchLoad } from './load/bench-load.ts';
import { benchMapping } from './mapping/bench-mapping.ts';
import { HELP, readOptions, type BenchName, type BenchOptions } from './options.ts';
import { toReport, toTable } from './report.ts';
import { REDIS_MISSING, startStores } from './stores.ts';
import { benchUpsert } from './upsert/bench-upsert.ts';
import { benchWholeLoad } from './whole-load/bench-whole-load.ts';
import { WrongResult } from './wrong-result.ts';

const WRONG = 2;
const benches: Readonly<Record<BenchName, Bench>> = {
  ingress: benchIngress,
  jobs: benchJobs,
  load: benchLoad,
  upsert: benchUpsert,
  limits: benchLimits,
  'whole-load': benchWholeLoad,
  mapping: benchMapping,
};

/** What is going on, for people: not part of the result. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function run(options: BenchOptions): Promise<number> {
  const stores = await startStores({ isDurable: !options.isQuick });
  // The stores' temporary folders go with them, also when somebody has waited long enough.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stores.stop().finally(() => process.exit(WRONG)));
  }
  try {
    const figures: Figure[] = [];
    for (const name of options.names) {
      figures.push(...(await benches[name]({ stores, ...options, say })));
    }
    const skipped = stores.redis === undefined ? [REDIS_MISSING] : [];
    const findings = { figures, skipped, postgres: stores.postgresVersion };
    process.stdout.write(`${toTable(findings)}\n`);
    if (options.isJson) process.stdout.write(`${JSON.stringify(toReport(findings))}\n`);
    return figures.some((figure) => isPassed(figure) === false) ? 1 : 0;
  } finally {
    await stores.stop();
  }
}

/** The exit code instead when there is nothing to measure. */
function readOrRefuse(): BenchOptions | number {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options !== undefined) return options;
    process.stdout.write(HELP);
    return 0;
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return WRONG;
  }
}

async function start(): Promise<number> {
  const options = readOrRefuse();
  if (typeof options === 'number') return options;
  try {
    return await run(options);
  } catch (error) {
    if (error instanceof WrongResult) say(`Wrong, so not measured: ${error.message}`);
    else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return WRONG;
  }
}

process.exit(await start());
