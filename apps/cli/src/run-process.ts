import { CommandFailed } from './command-failed.ts';
import { readProcessEnv } from './env.ts';
import { EXIT } from './exit-codes.ts';
import { runCommand } from './run-command.ts';

/** Real milliseconds that open connections may take to go. */
const LEAVE_WITHIN_MS = 3_000;

/** Runs the command that this process was started with, and sets how the process ends. */
export async function runProcess(): Promise<void> {
  const { stdin, stdout, stderr, argv } = process;
  // A reader that went away, such as `ponte runs | head`, has what it wanted.
  stdout.on('error', () => process.exit(EXIT.ok));
  process.exitCode = await runCommand(argv.slice(2), {
    env: readProcessEnv(),
    ...{ stdin, stdout, stderr, signal: watchInterruption() },
  });
  setTimeout(() => process.exit(), LEAVE_WITHIN_MS).unref();
}

/** The first Ctrl-C ends the command in order, the second at once. */
function watchInterruption(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interruption.signal.aborted) process.exit(EXIT.interrupted);
      interruption.abort(new CommandFailed(EXIT.interrupted, 'Interrupted.'));
    });
  }
  return interruption.signal;
}
