import { InvalidArgumentError, Option, type Command } from 'commander';
import { createApiKey, listApiKeys, revokeApiKey } from '@ponte/db/api-keys';
import { recordAudit } from '@ponte/db/audit';
import { roles, type Role } from '@ponte/db/roles';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT } from '../exit-codes.ts';
import { addWritingOptions, type WritingOptions } from '../global-options.ts';
import { renderTable } from '../output/table.ts';
import type { Shell } from '../shell.ts';

export function addKeysCommand(program: Command, shell: Shell): void {
  const keys = program.command('keys').description('API keys of programs');
  const add = keys
    .command('add')
    .description('make a key; it is shown this one time')
    .argument('<name>', 'who will use it: shop-frontend', parseName)
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).default('viewer'));
  addWritingOptions(add, { dryRun: false }).action(
    (name: string, options: WritingOptions & { role: Role }, self: Command) =>
      shell.run(self, (desk) => addKey(desk, { name, ...options })),
  );
  keys
    .command('list')
    .description('all keys by name, never the keys themselves')
    .action((_options: object, self: Command) => shell.run(self, showKeys));
  const revoke = keys
    .command('revoke')
    .description('make a key worthless at once')
    .argument('<name>', 'its name');
  addWritingOptions(revoke, { asks: true, dryRun: false }).action(
    (name: string, options: WritingOptions, self: Command) =>
      shell.run(self, (desk) => revokeKey(desk, { name, ...options })),
  );
}

function parseName(text: string): string {
  if (/^[\w.-]{1,60}$/.test(text)) return text;
  throw new InvalidArgumentError('A name has letters, digits and . _ - only, at most 60.');
}

async function addKey(
  desk: Desk,
  { name, role, why }: WritingOptions & { name: string; role: Role },
): Promise<void> {
  const { screen, database } = desk;
  const taken = (await listApiKeys(database.prisma)).some((key) => key.name === name);
  if (taken) {
    throw new CommandFailed(
      EXIT.conflict,
      `An API key named "${name}" exists or existed. Choose another name.`,
    );
  }
  const { by, reason = null } = desk.actor(why);
  const { key } = await database.prisma.$transaction(async (db) => {
    const made = await createApiKey(db, { name, role });
    const object = `api-key:${name}`;
    await recordAudit(db, {
      actor: by,
      action: 'api-key.created',
      object,
      after: { role },
      reason,
    });
    return made;
  });
  screen.show({ name, role, key }, () => key);
  screen.note('This key is shown this one time. Give it as "Authorization: Bearer <key>".');
}

async function showKeys({ screen, database, times }: Desk): Promise<void> {
  const keys = await listApiKeys(database.prisma);
  screen.show({ keys }, () =>
    keys.length === 0
      ? ''
      : renderTable(
          screen,
          [
            ...[{ title: 'name' }, { title: 'role' }, { title: `made (${times.zone})` }],
            ...[{ title: 'last used' }, { title: 'revoked' }],
          ],
          keys.map((key) => [
            ...[key.name, key.role, times.full(times.fromReal(key.createdAt))],
            times.full(key.lastUsedAt && times.fromReal(key.lastUsedAt)),
            times.full(key.revokedAt && times.fromReal(key.revokedAt)),
          ]),
        ),
  );
  if (keys.length === 0) screen.note('There is no API key. Make one with: ponte keys add <name>');
}

async function revokeKey(
  desk: Desk,
  { name, why, yes }: WritingOptions & { name: string },
): Promise<void> {
  const { screen, database, ask } = desk;
  const key = (await listApiKeys(database.prisma)).find((row) => row.name === name);
  if (key === undefined) {
    throw new CommandFailed(EXIT.notFound, `There is no API key "${name}". See: ponte keys list`);
  }
  if (key.revokedAt !== null)
    throw new CommandFailed(EXIT.conflict, `"${name}" is revoked already.`);
  await ask.assertConfirmed(`Revoke "${name}"? Whoever uses it is shut out at once.`, {
    isGiven: yes === true,
    pass: 'Pass --yes.',
  });
  const { by, reason = null } = desk.actor(why);
  await database.prisma.$transaction(async (db) => {
    await revokeApiKey(db, name);
    const object = `api-key:${name}`;
    await recordAudit(db, { actor: by, action: 'api-key.revoked', object, reason });
  });
  screen.show({ revoked: name }, () => `"${name}" is revoked.`);
}
