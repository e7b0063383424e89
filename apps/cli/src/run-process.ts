import { CommandFailed } from './command-failed.ts';
import { readProcessEnv } from './env.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { toJson } from './output/screen.ts';
import { createProgram, toUsageExit } from './program.ts';
import { createShell, type Shell } from './shell.ts';
import { toFailure } from './to-failure.ts';

/** Real milliseconds that open connections may take to go. */
const LEAVE_WITHIN_MS = 3_000;

/** Runs the command that this process was started with, and sets how the process ends. */
export async function runProcess(): Promise<void> {
  const { stdin, stdout, stderr, argv } = process;
  // A reader that went away, such as `ponte runs | head`, has what it wanted.
  stdout.on('error', () => process.exit(EXIT.ok));
  const shell = createShell({
    env: readProcessEnv(),
    ...{ stdin, stdout, stderr, signal: watchInterruption() },
  });
  process.exitCode = await runCommand(shell, argv);
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

async function runCommand(shell: Shell, argv: readonly string[]): Promise<ExitCode> {
  try {
    await createProgram(shell).parseAsync(argv);
    return shell.exitCode;
  } catch (thrown) {
    const told = toUsageExit(thrown);
    if (told !== undefined) return told;
    const { exitCode, message } = toFailure(thrown, 'DATABASE_URL');
    process.stderr.write(
      argv.includes('--json') ? `${toJson({ error: { exitCode, message } })}\n` : `${message}\n`,
    );
    return exitCode;
  }
}
