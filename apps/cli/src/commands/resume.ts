import type { Command } from 'commander';
import { listPausedSlugs, resumeIntegration } from '@ponte/operations/pause-integration';
import type { Desk } from '../desk.ts';
import { addWritingOptions, type WritingOptions } from '../global-options.ts';
import type { Shell } from '../shell.ts';

export function addResumeCommand(program: Command, shell: Shell): void {
  const command = program
    .command('resume')
    .description('let a paused integration work again')
    .argument('<slug>', 'the integration: bitrix24-deals');
  addWritingOptions(command).action((slug: string, options: WritingOptions, self: Command) =>
    shell.run(self, (desk) => resume(desk, slug, options)),
  );
}

async function resume(desk: Desk, integration: string, options: WritingOptions): Promise<void> {
  const { screen, ports } = desk;
  if (options.dryRun === true) {
    const isPaused = (await listPausedSlugs(ports)).has(integration);
    screen.show({ wouldResume: isPaused ? integration : null }, () =>
      isPaused ? `${integration} would be resumed.` : `Nothing: ${integration} is not paused.`,
    );
    return;
  }
  await resumeIntegration(ports, { integration }, desk.actor(options.why));
  screen.show({ resumed: integration }, () => `${integration} works again.`);
}
