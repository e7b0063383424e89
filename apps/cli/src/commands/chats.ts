import type { Command } from 'commander';
import { dropChat, editChat, putChat, readChats } from '@ponte/operations/chats';
import type { Desk } from '../desk.ts';
import { addWritingOptions, type WritingOptions } from '../global-options.ts';
import { renderTable } from '../output/table.ts';
import type { Shell } from '../shell.ts';

const ACCOUNT = 'default';

interface AddOptions extends WritingOptions {
  title?: string;
}

interface ChangeOptions extends WritingOptions {
  notices?: boolean;
  alerts?: boolean;
  asking?: boolean;
}

export function addChatsCommand(program: Command, shell: Shell): void {
  const chats = program.command('chats').description('the Telegram chats that are told things');
  chats
    .command('list')
    .description('every chat, what it takes, and why one is disabled')
    .action((_options: object, self: Command) => shell.run(self, (desk) => list(desk)));
  const add = chats
    .command('add')
    .description('put a chat on the list; the bot must be in it')
    .argument('<id>', 'its number; groups have a negative one (write -- before it)')
    .option('--title <text>', 'what you call it')
    .addHelpText('after', '\nExample:\n  ponte chats add --title Accounting -- -1001234567890');
  addWritingOptions(add).action((id: string, options: AddOptions, self: Command) =>
    shell.run(self, (desk) => addOne(desk, id, options)),
  );
  const change = chats
    .command('change')
    .description('what a chat takes')
    .argument('<id>', 'its number (write -- before a negative one)')
    .option('--notices', 'is told of invoices and the like')
    .option('--no-notices', 'is not')
    .option('--alerts', 'is told of trouble')
    .option('--no-alerts', 'is not')
    .option('--asking', 'is answered when it asks')
    .option('--no-asking', 'is not');
  addWritingOptions(change).action((id: string, options: ChangeOptions, self: Command) =>
    shell.run(self, (desk) => edit(desk, id, options)),
  );
  const enable = chats
    .command('enable')
    .description('tell a chat things again that was disabled')
    .argument('<id>', 'its number (write -- before a negative one)');
  addWritingOptions(enable).action((id: string, options: WritingOptions, self: Command) =>
    shell.run(self, (desk) => enableOne(desk, id, options)),
  );
  const remove = chats
    .command('remove')
    .description('take a chat off the list')
    .argument('<id>', 'its number (write -- before a negative one)');
  addWritingOptions(remove).action((id: string, options: WritingOptions, self: Command) =>
    shell.run(self, (desk) => removeOne(desk, id, options)),
  );
}

async function list({ screen, times, ports }: Desk): Promise<void> {
  const chats = await readChats(ports, ACCOUNT);
  screen.show({ chats }, () => {
    if (chats.length === 0) return 'No chat is on the list. Put one on it: ponte chats add.';
    const titles = ['id', 'title', 'notices', 'alerts', 'may ask', 'state'];
    return renderTable(
      screen,
      titles.map((title) => ({ title })),
      chats.map((chat) => [
        ...[chat.id, chat.title, toYes(chat.takesNotices), toYes(chat.takesAlerts)],
        toYes(chat.mayAsk),
        chat.disabledAt === null
          ? 'at work'
          : `disabled ${times.ago(chat.disabledAt)}: ${chat.disabledReason ?? ''} ${chat.movedTo ?? ''}`,
      ]),
    );
  });
}

async function addOne(desk: Desk, id: string, options: AddOptions): Promise<void> {
  const { screen, ports } = desk;
  const { title, why, dryRun } = options;
  if (dryRun === true) {
    screen.show({ wouldAdd: { id, title: title ?? '' } }, () => `Chat ${id} would be added.`);
    return;
  }
  const added = await putChat(ports, { account: ACCOUNT, id, title }, desk.actor(why));
  screen.show({ added }, () => `Chat ${id} is on the list. Try it: ponte alerts test`);
}

async function edit(desk: Desk, id: string, options: ChangeOptions): Promise<void> {
  const { screen, ports } = desk;
  const { notices, alerts, asking, why, dryRun } = options;
  const change = {
    ...(notices === undefined ? {} : { takesNotices: notices }),
    ...(alerts === undefined ? {} : { takesAlerts: alerts }),
    ...(asking === undefined ? {} : { mayAsk: asking }),
  };
  if (dryRun === true) {
    screen.show({ wouldChange: { id, ...change } }, () => `Chat ${id} would be changed.`);
    return;
  }
  const changed = await editChat(ports, { account: ACCOUNT, id, change }, desk.actor(why));
  screen.show({ changed }, () => `Chat ${id} is changed.`);
}

async function enableOne(desk: Desk, id: string, { why, dryRun }: WritingOptions): Promise<void> {
  const { screen, ports } = desk;
  if (dryRun === true) {
    screen.show({ wouldEnable: id }, () => `Chat ${id} would be told things again.`);
    return;
  }
  const what = { account: ACCOUNT, id, change: { isEnabled: true } as const };
  const enabled = await editChat(ports, what, desk.actor(why));
  screen.show({ enabled }, () => `Chat ${id} is told things again.`);
}

async function removeOne(desk: Desk, id: string, { why, dryRun }: WritingOptions): Promise<void> {
  const { screen, ports } = desk;
  if (dryRun === true) {
    screen.show({ wouldRemove: id }, () => `Chat ${id} would be forgotten.`);
    return;
  }
  await dropChat(ports, { account: ACCOUNT, id }, desk.actor(why));
  screen.show({ removed: id }, () => `Chat ${id} is forgotten.`);
}

function toYes(is: boolean): string {
  return is ? 'yes' : 'no';
}
