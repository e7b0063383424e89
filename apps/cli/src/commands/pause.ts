import type { Command } from 'commander';
import { pauseIntegration } from '@ponte/operations/pause-integration';
import type { Desk } from '../desk.ts';
import { addWritingOptions } from '../global-options.ts';
import { parseMoment } from '../parse-moment.ts';
import type { Shell } from '../shell.ts';

interface PauseOptions {
  reason: string;
  until?: string;
  dryRun?: boolean;
}

export function addPauseCommand(program: Command, shell: Shell): void {
  const command = program
    .command('pause')
    .description('let an integration rest: events are taken and kept, nothing is worked on')
    .argument('<slug>', 'the integration: bitrix24-deals')
    .requiredOption('--reason <text>', 'why; the next person reads it')
    .option('--until <moment>', '30m, 2h, 2026-11-22, "2026-11-22 14:30"; otherwise until resume');
  addWritingOptions(command)
    .addHelpText(
      'after',
      '\nExample:\n  ponte pause bitrix24-deals --reason "portal is being moved" --until 2h',
    )
    .action((slug: string, options: PauseOptions, self: Command) =>
      shell.run(self, (desk) => pause(desk, slug, options)),
    );
}

async function pause(desk: Desk, integration: string, options: PauseOptions): Promise<void> {
  const { screen, times, clock, ports } = desk;
  const { reason } = options;
  const context = { option: '--until', zone: times.zone, now: clock.now() };
  const until =
    options.until === undefined
      ? undefined
      : parseMoment(options.until, { ...context, direction: 'future' });
  const end = until === undefined ? 'until resumed' : `until ${times.full(until)}, ${times.zone}`;
  if (options.dryRun === true) {
    screen.show(
      { wouldPause: { integration, reason, until: until ?? null } },
      () => `${integration} would be paused ${end}.`,
    );
    return;
  }
  await pauseIntegration(ports, { integration, reason, until }, desk.actor(reason));
  screen.show(
    { paused: { integration, reason, until: until ?? null } },
    () => `${integration} is paused ${end}. Resume with: ponte resume ${integration}`,
  );
}
