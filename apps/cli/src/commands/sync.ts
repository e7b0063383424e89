import type { Command } from 'commander';
import {
  askInvoices,
  askProducts,
  askStock,
  describeStockSync,
  toProductsRead,
  toStockSync,
} from '@ponte/operations/sync-onec';
import { nextStepFor } from '@ponte/integrations/reasons';
import type { AskedRun } from '@ponte/operations/asked-run';
import { askNames, describeNamesSync, toNamesSync } from '@ponte/operations/sync-names';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import {
  addWritingOptions,
  createTimeoutOption,
  type WaitOptions,
  type WritingOptions,
} from '../global-options.ts';
import type { Shell } from '../shell.ts';
import { awaitAskedRun } from '../waits/await-asked-run.ts';
import { createAccountOption } from './load.ts';

type SyncOptions = WritingOptions & WaitOptions & { account: string };

export function addSyncCommand(program: Command, shell: Shell): void {
  const sync = program
    .command('sync')
    .description('do now what 1C and Bitrix24 otherwise get at their time');
  const stock = sync
    .command('stock')
    .description('bring 1C’s stock into the portal’s catalogue, writing only what differs')
    .addOption(createAccountOption())
    .option('--no-wait', 'do not wait for the end')
    .addOption(createTimeoutOption().default(600_000, '600'));
  addWritingOptions(stock, { dryRun: false }).action((options: SyncOptions, self: Command) =>
    shell.run(self, (desk) => syncStock(desk, options)),
  );
  const products = sync
    .command('products')
    .description('read both catalogues and match their products')
    .addOption(createAccountOption())
    .option('--no-wait', 'do not wait for the end')
    .addOption(createTimeoutOption().default(600_000, '600'));
  addWritingOptions(products, { dryRun: false })
    .addHelpText('after', '\nWhat is matched and what is only suggested: ponte map list.')
    .action((options: SyncOptions, self: Command) =>
      shell.run(self, (desk) => syncProducts(desk, options)),
    );
  const names = sync
    .command('names')
    .description(
      'read the portal’s fields and names now, and make the readable views equal to them',
    )
    .addOption(createAccountOption())
    .option('--no-wait', 'do not wait for the end')
    .addOption(createTimeoutOption().default(120_000, '120'));
  addWritingOptions(names, { dryRun: false }).action((options: SyncOptions, self: Command) =>
    shell.run(self, (desk) => syncNames(desk, options)),
  );
  const invoice = sync
    .command('invoice')
    .alias('invoices')
    .description(
      'look at the invoices of these deals again, or of every deal that is sold and paid',
    )
    .argument('[deals...]', 'ids of deals')
    .addOption(createAccountOption())
    .option('--no-wait', 'do not wait for the first run')
    .addOption(createTimeoutOption().default(120_000, '120'));
  addWritingOptions(invoice, { dryRun: false })
    .addHelpText('after', '\nAn invoice that stands in 1C is never made twice.')
    .action((deals: string[], options: SyncOptions, self: Command) =>
      shell.run(self, (desk) => syncInvoices(desk, deals, options)),
    );
}

async function syncStock(desk: Desk, options: SyncOptions): Promise<ExitCode> {
  const { account, timeout: timeoutMs, why } = options;
  const asked = await askStock(desk.ports, { account }, desk.actor(why));
  if (options.wait === false) return sayRung(desk, asked, account);
  const run = await awaitAskedRun(desk, asked, { text: 'Comparing the stock', timeoutMs });
  const stock = toStockSync(run);
  desk.screen.show({ stock }, () => describeStockSync(stock));
  if (stock.outcome !== 'held') return EXIT.ok;
  desk.screen.note('It waits for a person: ponte held list --integration onec-bitrix24');
  return EXIT.failed;
}

async function syncProducts(desk: Desk, options: SyncOptions): Promise<ExitCode> {
  const { account, timeout: timeoutMs, why } = options;
  const asked = await askProducts(desk.ports, { account }, desk.actor(why));
  if (options.wait === false) return sayRung(desk, asked, account);
  const run = await awaitAskedRun(desk, asked, { text: 'Reading both catalogues', timeoutMs });
  const read = toProductsRead(run);
  desk.screen.show(
    { products: read },
    () => `${read.items} items of 1C and ${read.products} cards of the portal were read.`,
  );
  if (read.problems > 0) desk.screen.warn(`${read.problems} cards could not be read.`);
  return EXIT.ok;
}

async function syncNames(desk: Desk, options: SyncOptions): Promise<ExitCode> {
  const { account, timeout: timeoutMs, why } = options;
  const asked = await askNames(desk.ports, { account }, desk.actor(why));
  if (options.wait === false) return sayRung(desk, asked, account);
  const run = await awaitAskedRun(desk, asked, { text: 'Reading fields and names', timeoutMs });
  const names = toNamesSync(run);
  desk.screen.show({ names }, () => describeNamesSync(names));
  return EXIT.ok;
}

async function syncInvoices(
  desk: Desk,
  deals: readonly string[],
  options: SyncOptions,
): Promise<ExitCode> {
  const { account, timeout: timeoutMs, why } = options;
  const odd = deals.find((id) => !/^[1-9]\d{0,17}$/.test(id));
  if (odd !== undefined) {
    throw new CommandFailed(EXIT.usage, `"${odd}" is no id of a deal: an id is a number.`);
  }
  const dealIds = deals.length === 0 ? undefined : deals;
  const asked = await askInvoices(desk.ports, { account, dealIds }, desk.actor(why));
  if (options.wait === false) return sayRung(desk, asked, account);
  const run = await awaitAskedRun(desk, asked, { text: 'Making invoices', timeoutMs });
  const { counts, message, reason } = run;
  const { marked } = asked;
  const told = counts['told'] ?? 0;
  const held = counts['held'] ?? 0;
  desk.screen.show({ marked, told, held, message, reason }, () => {
    if (run.state === 'skipped') return `${marked} deals were marked. ${nextStepFor(reason)}`;
    const figures = `${marked} deals were marked; the first run told ${told} and holds ${held}.`;
    return message === null ? figures : `${figures} ${message}`;
  });
  if (held > 0) desk.screen.note('See why: ponte held list --integration onec-bitrix24');
  return EXIT.ok;
}

function sayRung({ screen }: Desk, { job }: AskedRun, account: string): ExitCode {
  screen.show({ rung: job, account }, () => 'It was rung.');
  screen.note(`See its end with: ponte runs --job ${job}`);
  return EXIT.ok;
}
