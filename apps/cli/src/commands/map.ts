import { Option, type Command } from 'commander';
import { listMappingChanges } from '@ponte/db/product-mapping-changes';
import { listMappings, type MappingState } from '@ponte/db/product-mappings';
import { suggestMappings } from '@ponte/operations/suggest-mappings';
import type { Desk } from '../desk.ts';
import { addWritingOptions, type WritingOptions } from '../global-options.ts';
import { renderChanges, renderMappings } from '../output/mapping-rows.ts';
import { parseLimit, parseRunId } from '../parse-options.ts';
import type { Shell } from '../shell.ts';
import { refuseMapping, removeMapping, setMapping, undoChange } from './map-changes.ts';
import { exportFile, importFile } from './map-files.ts';

const account = 'default';

interface ListOptions {
  readonly state?: MappingState;
  readonly product?: string;
  readonly limit: number;
}

interface NameOptions extends WritingOptions {
  readonly name?: string;
  readonly onecName?: string;
}

type PairArguments = [product: string, code: string, NameOptions, Command];

interface UndoOptions {
  readonly batch?: string;
  readonly product?: string;
  readonly why?: string;
}

const stateOption = (): Option =>
  new Option('--state <state>', 'only these').choices(['linked', 'suggested', 'refused']);

/** `ponte map …`: which product of 1C a Bitrix24 card stands for. */
export function addMapCommand(program: Command, shell: Shell): void {
  const map = program
    .command('map')
    .description('which product of 1C a Bitrix24 product is')
    .addHelpText(
      'after',
      '\nExamples:\n  ponte map set 7405 00-00000012\n  ponte map suggest\n' +
        '  ponte map list --state suggested\n  ponte map import mapping.csv --dry-run',
    );
  addLooking(map, shell);
  addChanging(map, shell);
  addFiles(map, shell);
}

function addLooking(map: Command, shell: Shell): void {
  map
    .command('list')
    .description('the mapping, in the order in which it was made')
    .addOption(stateOption())
    .option('--product <id>', 'only this Bitrix24 product')
    .option('--limit <n>', 'at most so many', parseLimit, 1_000)
    .action((options: ListOptions, self: Command) =>
      shell.run(self, (desk) => showMappings(desk, options)),
    );
  map
    .command('history')
    .description('changes of the mapping, newest first')
    .option('--product <id>', 'only this Bitrix24 product')
    .option('--limit <n>', 'at most so many', parseLimit, 50)
    .action((options: Omit<ListOptions, 'state'>, self: Command) =>
      shell.run(self, (desk) => showHistory(desk, options)),
    );
}

function addChanging(map: Command, shell: Shell): void {
  const pairs = [
    ['set', 'map a product; what waited for it goes on', setMapping],
    ['refuse', 'say that a pair is wrong: it is not suggested again', refuseMapping],
  ] as const;
  for (const [word, description, work] of pairs) {
    const command = map
      .command(word)
      .description(description)
      .argument('<product>', 'id of the Bitrix24 product')
      .argument('<code>', 'code of the product in 1C')
      .option('--name <text>', 'its name in Bitrix24, if that catalogue was not read')
      .option('--onec-name <text>', 'its name in 1C, if that catalogue was not read');
    addWritingOptions(command).action((...[product, code, options, self]: PairArguments) =>
      shell.run(self, (desk) => work(desk, { ...options, product, code })),
    );
  }
  addWritingOptions(
    map
      .command('remove')
      .description('part a product from its product of 1C')
      .argument('<product>', 'id of the Bitrix24 product'),
  ).action((product: string, options: WritingOptions, self: Command) =>
    shell.run(self, (desk) => removeMapping(desk, { ...options, product })),
  );
  const undo = map
    .command('undo')
    .description('make the mapping what it was before a change')
    .argument('[change]', 'number from "ponte map history"')
    .option('--batch <id>', 'everything of an import or of a run of suggestions', parseRunId)
    .option('--product <id>', 'the latest change of this Bitrix24 product');
  addWritingOptions(undo, { dryRun: false }).action(
    (changeId: string | undefined, options: UndoOptions, self: Command) => {
      const { batch, product: bitrix24ProductId, why } = options;
      const asked = { changeId, batch, bitrix24ProductId, ...(why === undefined ? {} : { why }) };
      return shell.run(self, (desk) => undoChange(desk, asked));
    },
  );
  addWritingOptions(
    map
      .command('suggest')
      .description('compare both catalogues: link what is certain, suggest the rest'),
    { dryRun: false },
  ).action((options: WritingOptions, self: Command) =>
    shell.run(self, (desk) => suggest(desk, options)),
  );
}

function addFiles(map: Command, shell: Shell): void {
  addWritingOptions(
    map
      .command('import')
      .description('take a file over: UTF-8 or Windows-1251, with ; or , or tabs')
      .argument('<file>', 'as "ponte map export" writes it, or with the same four first columns'),
  ).action((file: string, options: WritingOptions, self: Command) =>
    shell.run(self, (desk) => importFile(desk, { ...options, file })),
  );
  map
    .command('export')
    .description('write the mapping as a file for a spreadsheet')
    .argument('[file]', 'standard output without it')
    .addOption(stateOption())
    .action((file: string | undefined, options: { state?: MappingState }, self: Command) =>
      shell.run(self, (desk) => exportFile(desk, { ...options, file })),
    );
}

async function showMappings(desk: Desk, { state, product, limit }: ListOptions): Promise<void> {
  const mappings = await listMappings(desk.database.pool, {
    ...{ account, limit },
    ...(state === undefined ? {} : { state }),
    ...(product === undefined ? {} : { bitrix24ProductIds: [product] }),
  });
  desk.screen.show({ mappings }, () => renderMappings(desk, mappings));
  if (mappings.length === 0) desk.screen.note('Nothing is mapped that fits.');
}

async function showHistory(desk: Desk, { product, limit }: ListOptions): Promise<void> {
  const changes = await listMappingChanges(desk.database.pool, {
    ...{ account, limit },
    ...(product === undefined ? {} : { bitrix24ProductId: product }),
  });
  desk.screen.show({ changes }, () => renderChanges(desk, changes));
  if (changes.length === 0) desk.screen.note('Nothing was changed yet.');
}

async function suggest(desk: Desk, { why }: WritingOptions): Promise<void> {
  const progress = desk.screen.progress('Comparing the catalogues');
  try {
    const end = await suggestMappings(desk.ports, { account }, desk.actor(why));
    progress.end();
    desk.screen.show(end, () => {
      const { cards, lines, linked, suggested, without, batch } = end;
      const undo = batch === null ? '' : `\nTo undo the links: ponte map undo --batch ${batch}`;
      return `${cards} cards, ${lines} lines of 1C: ${linked} linked, ${suggested} with suggestions, ${without} without.${undo}`;
    });
  } finally {
    progress.end();
  }
}
