import { once } from 'node:events';
import type { Command } from 'commander';
import { createLogger } from '@ponte/logging';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';

export function addWorkCommand(program: Command, shell: Shell): void {
  program
    .command('work')
    .description('run a worker here until Ctrl-C; its log lines are the output')
    .action((_options: object, self: Command) => shell.runBare(self, work));
}

/** Waits for stores that are away, as every worker does. */
async function work({ env, clock, signal }: Desk): Promise<ExitCode> {
  const logger = createLogger({ service: 'worker', level: env.logLevel, clock });
  // Loaded only here: it brings every connector, and most commands need none.
  const { startWorker } = await import('@ponte/worker/start');
  const worker = startWorker({ env, clock, logger, suffix: 'cli' });
  if (!signal.aborted) await once(signal, 'abort');
  await worker.close();
  return EXIT.ok;
}
