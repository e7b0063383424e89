import { Option, type Command } from 'commander';
import { moveLoad } from '@ponte/operations/loads';
import { readLoad } from '@ponte/operations/read-load';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { addWritingOptions, type WritingOptions } from '../global-options.ts';
import { describeLoad, renderLoad } from '../output/load-text.ts';
import type { Shell } from '../shell.ts';
import { followLoad } from '../waits/follow-load.ts';
import { loadDeals, type LoadOptions } from './load-deals.ts';

type MoveOptions = WritingOptions & { account: string };

const MOVES = [
  ['pause', 'let the load rest where it is', 'rests. Go on with: ponte load resume'],
  ['resume', 'let a resting load go on', 'goes on. Watch it with: ponte load status --watch'],
  ['cancel', 'end the load; what was read stays', 'is cancelled. What was read stays.'],
] as const;

export function addLoadCommand(program: Command, shell: Shell): void {
  const load = program.command('load').description('read everything there is at a vendor');
  const deals = load
    .command('deals')
    .description('all deals of the portal, or those made since a day, into the table deal')
    .option('--since <moment>', 'only deals made since: 2026-11-22, "2026-11-22 14:30", 30d')
    .addOption(createAccountOption())
    .option('--no-wait', 'do not watch it');
  addWritingOptions(deals, { asks: true })
    .addHelpText(
      'after',
      '\nExamples:\n  ponte load deals --dry-run\n  ponte load deals --since 2024-01-01 --yes\n' +
        '\nCtrl-C ends the watching, not the load.',
    )
    .action((options: LoadOptions, self: Command) =>
      shell.run(self, (desk) => loadDeals(desk, options)),
    );
  load
    .command('status')
    .description('how far the load is, how long it may take, and why it is slow')
    .option('--watch', 'until its end')
    .addOption(createAccountOption())
    .action((options: { account: string; watch?: boolean }, self: Command) =>
      shell.run(self, (desk) => showLoad(desk, options)),
    );
  for (const [move, description, words] of MOVES) {
    const command = load.command(move).description(description).addOption(createAccountOption());
    addWritingOptions(command, { asks: move === 'cancel', dryRun: false }).action(
      (options: MoveOptions, self: Command) =>
        shell.run(self, (desk) => moveTo(desk, { ...options, move, words })),
    );
  }
}

export function createAccountOption(): Option {
  return new Option('--account <name>', 'which account of the vendor').default('default');
}

async function showLoad(
  desk: Desk,
  { account, watch }: { account: string; watch?: boolean },
): Promise<ExitCode> {
  const load = await readLoad(desk.ports, account);
  if (load === undefined) {
    throw new CommandFailed(
      EXIT.notFound,
      `There has been no load of ${account} yet. Begin with: ponte load deals --dry-run`,
    );
  }
  const goesOn = load.position === 'running' || load.position === 'paused';
  if (watch === true && goesOn) return followLoad(desk, load);
  desk.screen.show({ load }, () => renderLoad(desk, load));
  return EXIT.ok;
}

async function moveTo(
  desk: Desk,
  {
    move,
    words,
    account,
    ...options
  }: MoveOptions & { move: (typeof MOVES)[number][0]; words: string },
): Promise<ExitCode> {
  const { ask, ports, screen } = desk;
  if (move === 'cancel') {
    await ask.assertConfirmed(`End the load of ${account}? A new one starts from the beginning.`, {
      ...{ isGiven: options.yes === true, pass: 'Pass --yes.' },
    });
  }
  await moveLoad(ports, { account, move }, desk.actor(options.why));
  const load = await readLoad(ports, account);
  screen.show({ load: load ?? null }, () => `The load ${words}`);
  if (load !== undefined) screen.note(`${describeLoad(load)}.`);
  return EXIT.ok;
}
