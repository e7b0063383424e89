import type { Command } from 'commander';
import { recordAudit } from '@ponte/db/audit';
import { listPendingMigrations, migrate } from '@ponte/db/migrate';
import type { Desk } from '../desk.ts';
import { addWritingOptions, type WritingOptions } from '../global-options.ts';
import type { Shell } from '../shell.ts';

export function addMigrateCommand(program: Command, shell: Shell): void {
  const command = program
    .command('migrate')
    .description('bring the database to the tables of this version');
  addWritingOptions(command).action((options: WritingOptions, self: Command) =>
    shell.run(self, (desk) => bringUpToDate(desk, options)),
  );
}

async function bringUpToDate(desk: Desk, options: WritingOptions): Promise<void> {
  const { screen, env, database } = desk;
  const list = (names: readonly string[]): string => names.map((name) => `  ${name}`).join('\n');
  if (options.dryRun === true) {
    const pending = await listPendingMigrations(env.databaseUrl);
    screen.show({ pending }, () =>
      pending.length === 0 ? 'The database is up to date.' : `Would be applied:\n${list(pending)}`,
    );
    return;
  }
  const applied = await migrate(env.databaseUrl);
  if (applied.length > 0) {
    const { by, reason = null } = desk.actor(options.why);
    const entry = { actor: by, action: 'database.migrated', object: 'database', reason };
    await recordAudit(database.pool, { ...entry, after: { applied } });
  }
  screen.show({ applied }, () =>
    applied.length === 0 ? 'The database is up to date.' : `Applied:\n${list(applied)}`,
  );
}
