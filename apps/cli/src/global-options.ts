import { Option, type Command } from 'commander';
import { parseSeconds } from './parse-options.ts';

/** What every command understands. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly verbose?: boolean;
}

export function addGlobalOptions(program: Command): void {
  program
    .option('--json', 'the answer as one JSON document, times in UTC')
    .option('-q, --quiet', 'no remarks and no progress on standard error')
    .option('--no-color', 'no colours; NO_COLOR does the same')
    .option('--verbose', 'log lines on standard error');
}

/** What every command that changes something understands. */
export interface WritingOptions {
  readonly why?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Adds `--why`, and `--yes` and `--dry-run` where they mean something. */
export function addWritingOptions(
  command: Command,
  { asks = false, dryRun = true }: { asks?: boolean; dryRun?: boolean } = {},
): Command {
  command.option('--why <text>', 'your reason, kept in the audit');
  if (asks) command.option('-y, --yes', 'do not ask');
  if (dryRun) command.option('--dry-run', 'only say what would be done');
  return command;
}

/** What every command that can wait for the end understands. */
export interface WaitOptions {
  readonly wait?: boolean;
  /** Real milliseconds. */
  readonly timeout: number;
}

/** Adds `--wait` and `--timeout`. */
export function addWaitOptions(command: Command): Command {
  return command.option('--wait', 'wait for the end').addOption(createTimeoutOption());
}

export function createTimeoutOption(): Option {
  return new Option('--timeout <seconds>', 'how long to wait at most')
    .argParser(parseSeconds)
    .default(25_000, '25');
}
