import { Argument, Option, type Command } from 'commander';
import { listCardHistory, listPendings } from '@ponte/db/field-overview';
import { PENDING_REASONS } from '@ponte/integrations/isales-fieldcontrol/project';
import { nextStepFor, reasonInWords } from '@ponte/integrations/reasons';
import {
  askBoardPreview,
  askStep,
  FIELD_STEPS,
  readFieldStatus,
  type FieldStep,
} from '@ponte/operations/fieldcontrol';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import {
  addWritingOptions,
  createTimeoutOption,
  type WaitOptions,
  type WritingOptions,
} from '../global-options.ts';
import { toCountWords } from '../output/field-previews.ts';
import { renderFieldHistory, renderFieldStatus, renderPendings } from '../output/field-rows.ts';
import { parseLimit } from '../parse-options.ts';
import type { Shell } from '../shell.ts';
import { awaitAskedRun } from '../waits/await-asked-run.ts';
import { addReprocessCommands } from './fieldcontrol-reprocess.ts';
import { createAccountOption } from './load.ts';

type StepOptions = WritingOptions & WaitOptions & { account: string };

interface PendingOptions {
  readonly account: string;
  readonly reason?: string;
  readonly limit: number;
}

/** `ponte fieldcontrol …`: projects of iSales and what FieldControl is told of them. */
export function addFieldcontrolCommand(program: Command, shell: Shell): void {
  const field = program
    .command('fieldcontrol')
    .description('projects of iSales as service requests in FieldControl')
    .addHelpText(
      'after',
      '\nExamples:\n  ponte fieldcontrol status\n  ponte fieldcontrol poll --dry-run\n' +
        '  ponte fieldcontrol pendings --reason sem_localizacao\n' +
        '  ponte fieldcontrol repush --reason field_rejeitou --dry-run\n' +
        '  ponte fieldcontrol step push',
    );
  addLooking(field, shell);
  addSteps(field, shell);
  addReprocessCommands(field, shell);
}

function addLooking(field: Command, shell: Shell): void {
  field
    .command('status')
    .description('cards, deliveries, pendings and how each step ended last')
    .addOption(createAccountOption())
    .action(({ account }: { account: string }, self: Command) =>
      shell.run(self, async (desk) => {
        const status = await readFieldStatus(desk.ports, account);
        desk.screen.show({ status }, () => renderFieldStatus(desk, status));
      }),
    );
  field
    .command('pendings')
    .description('what waits for a person, and what to do')
    .addOption(new Option('--reason <word>', 'only this reason').choices(PENDING_REASONS))
    .addOption(createAccountOption())
    .option('--limit <n>', 'at most so many', parseLimit, 100)
    .action((options: PendingOptions, self: Command) =>
      shell.run(self, (desk) => showPendings(desk, options)),
    );
  field
    .command('history')
    .description('every move of a card and what became of it')
    .argument('<card>', 'id of the card')
    .addOption(createAccountOption())
    .action((isalesId: string, { account }: { account: string }, self: Command) =>
      shell.run(self, async (desk) => {
        const history = await listCardHistory(desk.database.pool, { account, isalesId });
        if (history.length === 0) {
          throw new CommandFailed(EXIT.notFound, `No card ${isalesId} was ever seen.`);
        }
        desk.screen.show({ history }, () => renderFieldHistory(desk, history));
      }),
    );
}

function addSteps(field: Command, shell: Shell): void {
  const poll = field.command('poll').description('read the board now');
  addStepOptions(poll, { dryRun: true }).action((options: StepOptions, self: Command) =>
    shell.run(self, (desk) => (options.dryRun === true ? preview : doStep('poll'))(desk, options)),
  );
  const reconcile = field
    .command('reconcile')
    .description('compare every request and order of FieldControl with what was delivered, now');
  addStepOptions(reconcile).action((options: StepOptions, self: Command) =>
    shell.run(self, (desk) => doStep('reconcile')(desk, options)),
  );
  const step = field
    .command('step')
    .description('do one step by itself')
    .addArgument(new Argument('<step>', 'which').choices(FIELD_STEPS));
  addStepOptions(step).action((name: FieldStep, options: StepOptions, self: Command) =>
    shell.run(self, (desk) => doStep(name)(desk, options)),
  );
}

function addStepOptions(command: Command, { dryRun = false } = {}): Command {
  command
    .addOption(createAccountOption())
    .option('--no-wait', 'do not wait for the end')
    .addOption(createTimeoutOption().default(120_000, '120') as Option);
  return addWritingOptions(command, { dryRun });
}

function doStep(step: FieldStep) {
  return async (desk: Desk, options: StepOptions): Promise<ExitCode> => {
    const { account, timeout: timeoutMs, why } = options;
    const asked = await askStep(desk.ports, { account, step }, desk.actor(why));
    if (options.wait === false) {
      desk.screen.show({ rung: asked.job, account }, () => 'It was rung.');
      return EXIT.ok;
    }
    const run = await awaitAskedRun(desk, asked, { text: `Doing ${step}`, timeoutMs });
    const { id: runId, state: outcome, reason, message, counts, keys } = run;
    desk.screen.show(
      { step, runId, outcome, reason, message, counts, cards: keys },
      () =>
        `${step}: ${outcome}${reason === null ? '' : ` (${reasonInWords(reason)})`}; ${toCountWords(counts)}.`,
    );
    if (outcome === 'held') desk.screen.note(nextStepFor(reason));
    return EXIT.ok;
  };
}

async function preview(
  desk: Desk,
  { account, timeout: timeoutMs, why }: StepOptions,
): Promise<ExitCode> {
  const asked = await askBoardPreview(desk.ports, { account }, desk.actor(why));
  const run = await awaitAskedRun(desk, asked, { text: 'Reading the board', timeoutMs });
  const { counts, keys, message } = run;
  desk.screen.show({ dryRun: true, counts, cards: keys, message }, () =>
    [`${toCountWords(counts)}.`, ...keys, message ?? ''].join('\n').trimEnd(),
  );
  return EXIT.ok;
}

async function showPendings(desk: Desk, { account, reason, limit }: PendingOptions): Promise<void> {
  const pendings = await listPendings(desk.database.pool, { account, reason, limit });
  desk.screen.show(
    { pendings: pendings.map((one) => ({ ...one, nextStep: nextStepFor(one.reason) })) },
    () => renderPendings(desk, pendings),
  );
  if (pendings.length === 0) desk.screen.note('Nothing waits for a person.');
}
