import type { ExitCode } from './exit-codes.ts';
import { toJson } from './output/screen.ts';
import { createProgram, toUsageExit } from './program.ts';
import { createShell, type ShellOptions } from './shell.ts';
import { toFailure } from './to-failure.ts';

/**
 * Runs one command line, the words behind `ponte`, and gives its exit code. Everything it says goes
 * to the given streams; it never throws.
 */
export async function runCommand(
  words: readonly string[],
  options: ShellOptions,
): Promise<ExitCode> {
  const { stderr } = options;
  const shell = createShell(options);
  try {
    await createProgram(shell).parseAsync(words, { from: 'user' });
    return shell.exitCode;
  } catch (thrown) {
    const told = toUsageExit(thrown);
    if (told !== undefined) return told;
    const { exitCode, message } = toFailure(thrown, 'DATABASE_URL');
    const isJson = words.includes('--json');
    stderr.write(isJson ? `${toJson({ error: { exitCode, message } })}\n` : `${message}\n`);
    return exitCode;
  }
}
