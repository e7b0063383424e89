import { Option, type Command } from 'commander';
import { findRun, listRuns, type RunState } from '@ponte/db/runs';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT } from '../exit-codes.ts';
import { renderRun, renderRuns, toRunJson } from '../output/run-rows.ts';
import { parseMoment } from '../parse-moment.ts';
import { parseLimit, parseRunId } from '../parse-options.ts';
import type { Shell } from '../shell.ts';

const STATES: readonly RunState[] = ['running', 'done', 'skipped', 'held', 'waiting', 'failed'];

interface ListOptions {
  key?: string;
  job?: string;
  integration?: string;
  state?: RunState;
  since?: string;
  limit: number;
}

export function addRunsCommand(program: Command, shell: Shell): void {
  const runs = program.command('runs').description('what was done, when, and how it ended');
  runs
    .command('list', { isDefault: true })
    .description('runs, newest first')
    .argument('[key]', 'a business key, such as deal:7405')
    .option('--key <key>', 'only runs that touched this record: deal:7405')
    .option('--job <name>', 'only this job: bitrix24-deals.drain-deals')
    .option('--integration <slug>', 'only this integration')
    .addOption(new Option('--state <state>', 'only this end').choices(STATES))
    .option('--since <moment>', '2h, 2026-11-22, "2026-11-22 14:30"')
    .option('--limit <n>', 'at most so many', parseLimit, 30)
    .addHelpText(
      'after',
      '\nExamples:\n  ponte runs deal:7405\n  ponte runs --state failed --since 1d',
    )
    .action((key: string | undefined, options: ListOptions, command: Command) =>
      shell.run(command, (desk) => showRuns(desk, { ...options, ...toKey(key) })),
    );
  runs
    .command('show')
    .description('one run in full')
    .argument('<id>', 'its id', parseRunId)
    .action((id: string, _options: object, command: Command) =>
      shell.run(command, (desk) => showRun(desk, id)),
    );
}

function toKey(word: string | undefined): { key?: string } {
  if (word === undefined) return {};
  if (/^[\w-]+:.+$/.test(word)) return { key: word };
  throw new CommandFailed(
    EXIT.usage,
    `"${word}" is neither a record (deal:7405) nor a verb of runs (list, show). Add --help to see how.`,
  );
}

async function showRuns(desk: Desk, options: ListOptions): Promise<void> {
  const { times, clock, screen, database } = desk;
  const { since, ...filter } = options;
  const context = { option: '--since', zone: times.zone, now: clock.now() };
  const from =
    since === undefined
      ? {}
      : { since: parseMoment(since, { ...context, direction: 'past' as const }) };
  const rows = await listRuns(database.pool, { ...filter, ...from });
  screen.show({ runs: rows.map(toRunJson) }, () => renderRuns(desk, rows));
  if (rows.length === 0) screen.note('No run fits. "ponte status" shows what is waiting.');
}

async function showRun(desk: Desk, id: string): Promise<void> {
  const run = await findRun(desk.database.pool, id);
  if (run === undefined) {
    throw new CommandFailed(
      EXIT.notFound,
      `There is no run ${id}. "ponte runs" lists them with their ids.`,
    );
  }
  desk.screen.show(toRunJson(run), () => renderRun(desk, run));
}
