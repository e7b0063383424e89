import type { Command } from 'commander';
import { askComparison, askDelta } from '@ponte/operations/asked-run';
import { describeComparison, toComparison } from '@ponte/operations/read-comparison';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import {
  addWritingOptions,
  createTimeoutOption,
  type WaitOptions,
  type WritingOptions,
} from '../global-options.ts';
import type { Shell } from '../shell.ts';
import { awaitAskedRun } from '../waits/await-asked-run.ts';
import { createAccountOption } from './load.ts';

type ReconcileOptions = WritingOptions & WaitOptions & { account: string; delta?: true };

export function addReconcileCommand(program: Command, shell: Shell): void {
  const command = program
    .command('reconcile')
    .description('compare every deal of the portal with its row now, instead of at night')
    .addOption(createAccountOption())
    .option('--delta', 'only deals that changed since the last comparison; deletions are not seen')
    .option('--wait', 'wait for the end and say what differed')
    .addOption(createTimeoutOption().default(600_000, '600'));
  addWritingOptions(command, { dryRun: false }).action((options: ReconcileOptions, self: Command) =>
    shell.run(self, (desk) => reconcile(desk, options)),
  );
}

async function reconcile(desk: Desk, options: ReconcileOptions): Promise<ExitCode> {
  const { screen, ports } = desk;
  const { account, timeout: timeoutMs } = options;
  const ask = options.delta === true ? askDelta : askComparison;
  const asked = await ask(ports, { account }, desk.actor(options.why));
  if (options.wait !== true) {
    screen.show({ rung: asked.job, account }, () => 'The comparison was rung.');
    screen.note(`See its end with: ponte runs --job ${asked.job}`);
    return EXIT.ok;
  }
  const what = options.delta === true ? 'what has changed' : 'every deal';
  const text = `Comparing ${what} with its row`;
  const run = await awaitAskedRun(desk, asked, { text, timeoutMs });
  const comparison = toComparison(run);
  screen.show({ comparison }, () => describeComparison(comparison));
  if (comparison.drift > 0) screen.note('"ponte status" shows how many still wait.');
  return EXIT.ok;
}
