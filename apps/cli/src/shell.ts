import type { Command } from 'commander';
import { CommandFailed } from './command-failed.ts';
import { toShownAddress } from './addresses.ts';
import { openDesk, type Desk, type DeskOptions } from './desk.ts';
import type { CliEnv } from './env.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { GlobalOptions } from './global-options.ts';
import { createScreen, type Screen } from './output/screen.ts';
import type { Input, Output } from './streams.ts';
import { toFailure } from './to-failure.ts';

/** Real milliseconds that PostgreSQL may take for its first answer. */
const FIRST_ANSWER_MS = 5_000;

/** What the process gives to its commands. */
export interface Shell {
  readonly env: CliEnv;
  readonly signal: AbortSignal;
  readonly stdout: Output;
  readonly stderr: Output;
  /** What the last command ended with. */
  readonly exitCode: ExitCode;
  screen(command: Command): Screen;
  /** Runs a command that needs the database; it must be reachable. */
  run(command: Command, work: (desk: Desk) => Promise<ExitCode | void>): Promise<void>;
  /** Runs a command that needs a good environment, and opens the rest itself. */
  runBare(command: Command, work: (desk: Desk) => Promise<ExitCode | void>): Promise<void>;
  /** Runs a command that needs nothing. */
  runAlone(command: Command, work: (screen: Screen) => Promise<ExitCode | void>): Promise<void>;
}

export interface ShellOptions {
  env: CliEnv;
  stdin: Input;
  stdout: Output;
  stderr: Output;
  signal: AbortSignal;
}

export function createShell(options: ShellOptions): Shell {
  const { env, stdin, stdout, stderr, signal } = options;
  let exitCode: ExitCode = EXIT.ok;
  const screenOf = (command: Command): Screen => {
    const { json, quiet, color } = command.optsWithGlobals<GlobalOptions>();
    return createScreen({
      stdout,
      stderr,
      isJson: json === true,
      isQuiet: quiet === true,
      isColorWanted: color !== false && !env.isColorUnwanted,
    });
  };
  const open = (command: Command): Desk => {
    if (env.worker === undefined) throw new CommandFailed(EXIT.usage, toEnvSentence(env.problems));
    const isVerbose = command.optsWithGlobals<GlobalOptions>().verbose === true;
    const wish: DeskOptions = {
      ...{ env: env.worker, screen: screenOf(command) },
      ...{ signal, stdin, stderr, isVerbose },
    };
    return openDesk(wish);
  };
  const runBare: Shell['runBare'] = async (command, work) => {
    const desk = open(command);
    try {
      exitCode = (await work(desk)) ?? EXIT.ok;
    } catch (thrown) {
      throw toFailure(
        signal.aborted ? signal.reason : thrown,
        toShownAddress(desk.env.databaseUrl),
      );
    } finally {
      await desk.close();
    }
  };
  return {
    ...{ env, signal, stdout, stderr },
    get exitCode() {
      return exitCode;
    },
    screen: screenOf,
    runBare,
    run: (command, work) =>
      runBare(command, async (desk) => {
        await desk.database.ping(FIRST_ANSWER_MS);
        return work(desk);
      }),
    runAlone: async (command, work) => {
      exitCode = (await work(screenOf(command))) ?? EXIT.ok;
    },
  };
}

function toEnvSentence(problems: readonly string[]): string {
  const lines = problems.map((problem) => `  - ${problem}`);
  return `The environment is not complete:\n${lines.join('\n')}`;
}
