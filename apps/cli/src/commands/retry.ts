import type { Command } from 'commander';
import { findRun } from '@ponte/db/runs';
import { retryRun } from '@ponte/operations/retry-run';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import {
  addWaitOptions,
  addWritingOptions,
  type WaitOptions,
  type WritingOptions,
} from '../global-options.ts';
import { renderRun, toRunJson } from '../output/run-rows.ts';
import { parseRunId } from '../parse-options.ts';
import type { Shell } from '../shell.ts';
import { awaitUntil } from '../waits/await-until.ts';
import { toRunExit } from '../waits/run-exit.ts';
import { sayWhoIsAtWork } from '../waits/say-who-is-at-work.ts';
import { hasEnded, watchRuns } from '@ponte/operations/watch-runs';

type RetryOptions = WritingOptions & WaitOptions;

export function addRetryCommand(program: Command, shell: Shell): void {
  const command = program
    .command('retry')
    .description('run the job of a failed or waiting run once more')
    .argument('<run id>', 'its id, from "ponte runs --state failed"', parseRunId);
  addWritingOptions(addWaitOptions(command)).action(
    (id: string, options: RetryOptions, self: Command) =>
      shell.run(self, (desk) => retry(desk, id, options)),
  );
}

async function retry(desk: Desk, id: string, options: RetryOptions): Promise<ExitCode> {
  const { screen, database, ports } = desk;
  if (options.dryRun === true) return showWhatWouldRun(desk, id);
  const found = await findRun(database.pool, id);
  const watch = await watchRuns(database.pool, found === undefined ? {} : { job: found.job });
  const run = await retryRun(ports, { id }, desk.actor(options.why));
  if (options.wait !== true) {
    screen.show({ retried: toRunJson(run) }, () => `${run.job} was rung again.`);
    screen.note(`See its end with: ponte runs --job ${run.job}`);
    return EXIT.ok;
  }
  const ended = await awaitUntil(desk, {
    text: `Waiting for ${run.job}`,
    timeoutMs: options.timeout,
    look: async () => {
      const runs = await watch.listNew();
      return runs.find((row) => row.account === run.account && hasEnded(row));
    },
  });
  if (ended !== undefined) {
    screen.show({ retried: toRunJson(run), ended: toRunJson(ended) }, () => renderRun(desk, ended));
    return toRunExit(ended);
  }
  const latest = (await watch.listNew()).find((row) => row.account === run.account);
  const why = latest?.message ?? (await sayWhoIsAtWork(desk));
  throw new CommandFailed(
    EXIT.timedOut,
    `${run.job} was rung but has not ended yet. ${why} Look again with: ponte runs --job ${run.job}`,
  );
}

async function showWhatWouldRun({ screen, database }: Desk, id: string): Promise<ExitCode> {
  const run = await findRun(database.pool, id);
  if (run === undefined) throw new CommandFailed(EXIT.notFound, `There is no run ${id}.`);
  const can = run.state === 'failed' || run.state === 'waiting';
  screen.show({ wouldRetry: can, run: toRunJson(run) }, () =>
    can ? `${run.job} would be rung again.` : `Nothing: the run is ${run.state}.`,
  );
  return EXIT.ok;
}
