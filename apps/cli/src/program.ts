import { Command, CommanderError } from 'commander';
import { addAlertsCommand } from './commands/alerts.ts';
import { addChatsCommand } from './commands/chats.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEventsCommand } from './commands/events.ts';
import { addFieldcontrolCommand } from './commands/fieldcontrol.ts';
import { addHeldCommand } from './commands/held.ts';
import { addKeysCommand } from './commands/keys.ts';
import { addLoadCommand } from './commands/load.ts';
import { addMapCommand } from './commands/map.ts';
import { addMigrateCommand } from './commands/migrate.ts';
import { addPauseCommand } from './commands/pause.ts';
import { addReconcileCommand } from './commands/reconcile.ts';
import { addResumeCommand } from './commands/resume.ts';
import { addRetryCommand } from './commands/retry.ts';
import { addRunsCommand } from './commands/runs.ts';
import { addSettingsCommand } from './commands/settings.ts';
import { addStatusCommand } from './commands/status.ts';
import { addSyncCommand } from './commands/sync.ts';
import { addUserCommand } from './commands/user.ts';
import { addWorkCommand } from './commands/work.ts';
import { EXIT, exitCodeMeanings, type ExitCode } from './exit-codes.ts';
import { addGlobalOptions } from './global-options.ts';
import type { Shell } from './shell.ts';
import { readVersion } from './version.ts';

const EXAMPLES = `
Examples:
  ponte doctor                               what is wrong, ready to be pasted into a message
  ponte status                               every integration in one line
  ponte runs --key deal:7405                 what happened to one deal
  ponte held list                            what waits for a person, and what to do
  ponte held release 41 42 --wait            let two records go and see how it ends
  ponte load deals --dry-run                 what a load of all deals would read, and how long it takes
  ponte pause bitrix24-deals --reason "portal is being moved" --until 2h

Exit codes:
${exitCodeMeanings.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`).join('\n')}`;

/** The whole command line: every command, its options and its help. */
export function createProgram(shell: Shell): Command {
  const program = new Command('ponte')
    .description('Look after Ponte: see, repair, pause and set up.')
    // Every command that is added takes this over.
    .configureOutput({
      writeOut: (text) => void shell.stdout.write(text),
      writeErr: (text) => void shell.stderr.write(text),
    })
    .version(readVersion())
    .helpCommand(true)
    .addHelpText('after', EXAMPLES)
    .configureHelp({ showGlobalOptions: true, sortSubcommands: true });
  addGlobalOptions(program);
  for (const add of [
    ...[addDoctorCommand, addStatusCommand, addRunsCommand, addHeldCommand, addRetryCommand],
    ...[addEventsCommand, addPauseCommand, addResumeCommand, addSettingsCommand, addUserCommand],
    ...[addKeysCommand, addMigrateCommand, addWorkCommand, addLoadCommand, addReconcileCommand],
    ...[addMapCommand, addAlertsCommand, addChatsCommand],
    ...[addSyncCommand, addFieldcontrolCommand],
  ]) {
    add(program, shell);
  }
  for (const command of [program, ...listAll(program)]) {
    command.exitOverride().showHelpAfterError('Add --help to see how.');
  }
  return program;
}

function listAll(command: Command): Command[] {
  return command.commands.flatMap((inner) => [inner, ...listAll(inner)]);
}

/** The exit code of an end that commander itself has already told the person about. */
export function toUsageExit(thrown: unknown): ExitCode | undefined {
  if (!(thrown instanceof CommanderError)) return undefined;
  const isWanted = ['commander.helpDisplayed', 'commander.version'].includes(thrown.code);
  const isHelpAsked = thrown.code === 'commander.help' && thrown.exitCode === 0;
  return isWanted || isHelpAsked ? EXIT.ok : EXIT.usage;
}
