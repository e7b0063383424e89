import type { Command } from 'commander';
import { readAlerts } from '@ponte/operations/alerts';
import type { Desk } from '../desk.ts';
import { addWritingOptions, type WritingOptions } from '../global-options.ts';
import { renderTable } from '../output/table.ts';
import type { Shell } from '../shell.ts';
import { mute, test, unmute, type MuteOptions } from './alerts-changes.ts';

/** The first release knows one account of each vendor. */
const ACCOUNT = 'default';

export function addAlertsCommand(program: Command, shell: Shell): void {
  const alerts = program
    .command('alerts')
    .description('what people are told of, and what is kept quiet');
  alerts
    .command('list')
    .description('troubles people were told of, mutes, and how the messages went')
    .action((_options: object, self: Command) => shell.run(self, (desk) => list(desk)));
  const quiet = alerts
    .command('mute')
    .description('keep the alerts of an integration quiet')
    .argument('<slug>', 'the integration, or * for all')
    .option('--reason <word>', 'only this reason: unavailable')
    .option('--until <moment>', '1h, 8h, 2026-11-23; otherwise until it is fixed or unmuted')
    .addHelpText(
      'after',
      '\nExample:\n  ponte alerts mute onec-bitrix24 --reason unavailable --until 8h',
    );
  addWritingOptions(quiet).action((slug: string, options: MuteOptions, self: Command) =>
    shell.run(self, (desk) => mute(desk, slug, options)),
  );
  const heard = alerts
    .command('unmute')
    .description('let alerts be heard again')
    .argument('<slug>', 'the integration, or * for all')
    .option('--reason <word>', 'the reason that was muted');
  addWritingOptions(heard).action((slug: string, options: MuteOptions, self: Command) =>
    shell.run(self, (desk) => unmute(desk, slug, options)),
  );
  const trial = alerts
    .command('test')
    .description('tell every chat that takes alerts a test, and say how it went');
  addWritingOptions(trial).action((options: WritingOptions, self: Command) =>
    shell.run(self, (desk) => test(desk, options)),
  );
}

async function list(desk: Desk): Promise<void> {
  const { ports, screen } = desk;
  const view = await readAlerts(ports, ACCOUNT);
  screen.show(view, () =>
    [toGroupsText(desk, view.groups), ...toMuteLines(desk, view), toMessagesLine(view)].join('\n'),
  );
}

type View = Awaited<ReturnType<typeof readAlerts>>;

function toGroupsText({ screen, times }: Desk, groups: View['groups']): string {
  if (groups.length === 0) return 'No trouble within a day.';
  const titles = ['integration', 'reason', 'state', 'times', 'waiting', 'since', 'last'];
  return renderTable(
    screen,
    [...titles.map((title) => ({ title })), { title: 'what', isFlexible: true }],
    groups.map((group) => [
      ...[group.integration, group.reason, group.closedAt === null ? 'open' : 'over'],
      ...[String(group.count), String(group.waiting), times.full(group.firstAt)],
      ...[times.ago(group.lastAt), group.sample],
    ]),
  );
}

function toMuteLines({ times }: Desk, { mutes }: View): string[] {
  return mutes.map(({ integration, reason, until, by }) => {
    const end = until === null ? 'until it is fixed or unmuted' : `until ${times.full(until)}`;
    return `Muted: ${integration} ${reason}, ${end}, by ${by}.`;
  });
}

function toMessagesLine({ messages, waiting }: View): string {
  const told = Object.entries(messages).map(([state, count]) => `${count} ${state}`);
  const kept =
    waiting.count === 0 ? '' : ` ${waiting.count} notices wait for a chat: ponte chats add.`;
  return `Messages: ${told.length === 0 ? 'none yet' : told.join(', ')}.${kept}`;
}
