import type { Command } from 'commander';
import { listHeld } from '@ponte/db/held';
import type { Desk } from '../desk.ts';
import { addWaitOptions, addWritingOptions } from '../global-options.ts';
import { renderHeld, toHeldJson } from '../output/held-rows.ts';
import { parseLimit, parseRowId } from '../parse-options.ts';
import type { Shell } from '../shell.ts';
import { dismiss } from './held-dismiss.ts';
import { release, type ReleaseOptions } from './held-release.ts';
import type { SelectionOptions } from './held-selection.ts';

interface ListOptions {
  reason?: string;
  integration?: string;
  kind?: string;
  released?: boolean;
  limit: number;
}

export function addHeldCommand(program: Command, shell: Shell): void {
  const held = program.command('held').description('what waits for a person, and why');
  held
    .command('list')
    .description('held records, newest first, with what to do')
    .option('--reason <word>', 'only this reason')
    .option('--integration <slug>', 'only this integration')
    .option('--kind <kind>', 'only this kind: deal, inbound-event, event-kind')
    .option('--released', 'those already let go instead')
    .option('--limit <n>', 'at most so many', parseLimit, 50)
    .action((options: ListOptions, command: Command) =>
      shell.run(command, (desk) => showHeld(desk, options)),
    );
  const releasing = held
    .command('release')
    .description('do the work of held records now, after the cause was corrected');
  addWaitOptions(addSelection(releasing))
    .addHelpText(
      'after',
      '\nExamples:\n  ponte held release 41 42 --why "right given in the portal" --wait\n' +
        '  ponte held release --reason rule-failed --integration bitrix24-deals --yes',
    )
    .action((ids: string[], options: ReleaseOptions, command: Command) =>
      shell.run(command, (desk) => release(desk, { ...options, ids })),
    );
  addSelection(
    held.command('dismiss').description('close held records without doing their work'),
  ).action((ids: string[], options: SelectionOptions, command: Command) =>
    shell.run(command, (desk) => dismiss(desk, { ...options, ids })),
  );
}

function addSelection(command: Command): Command {
  command
    .argument('[id...]', 'numbers from "ponte held list"', parseRowId, [])
    .option('--reason <word>', 'all with this reason')
    .option('--integration <slug>', 'all of this integration')
    .option('--all', 'all there are');
  return addWritingOptions(command, { asks: true });
}

async function showHeld(desk: Desk, options: ListOptions): Promise<void> {
  const { screen, database } = desk;
  const { released, ...filter } = options;
  const rows = await listHeld(database.pool, { ...filter, isOpen: released !== true });
  screen.show({ held: rows.map(toHeldJson) }, () => renderHeld(desk, rows));
  if (rows.length === 0) screen.note('Nothing is held.');
  else if (released !== true) screen.note('\nLet go with: ponte held release <id…>');
  if (rows.length === options.limit) screen.note(`Only the newest ${rows.length}: use --limit.`);
}
