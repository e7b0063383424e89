import { InvalidArgumentError, Option, type Command } from 'commander';
import { roles, type Role } from '@ponte/db/roles';
import { listUsers } from '@ponte/db/users';
import type { Desk } from '../desk.ts';
import { addWritingOptions, type WritingOptions } from '../global-options.ts';
import { renderTable } from '../output/table.ts';
import type { Shell } from '../shell.ts';
import { addUser, resetUser, type PasswordOptions } from './user-password.ts';
import { disable, enable, giveRole } from './user-rights.ts';

export function addUserCommand(program: Command, shell: Shell): void {
  const user = program.command('user').description('people who may log in');
  const add = user
    .command('add')
    .description(
      'add a person; the password is asked for, read from standard input, or set by link',
    )
    .argument('<login>', 'letters, digits and . _ @ + -', parseLogin)
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).default('viewer'))
    .addHelpText(
      'after',
      '\nExamples:\n  ponte user add anna --role operator\n' +
        '  ponte user add anna --link             prints a one-time link instead\n' +
        '  ponte user add anna --password-stdin < password.txt',
    );
  addPasswordOptions(add).action(
    (login: string, options: PasswordOptions & { role: Role }, self: Command) =>
      shell.run(self, (desk) => addUser(desk, { ...options, login })),
  );
  user
    .command('list')
    .description('everybody, with role and whether they are shut out')
    .action((_options: object, self: Command) => shell.run(self, showUsers));
  const reset = user
    .command('reset')
    .description('set a new password, which ends every session of this person')
    .argument('<login>', 'whose', parseLogin);
  addPasswordOptions(reset).action((login: string, options: PasswordOptions, self: Command) =>
    shell.run(self, (desk) => resetUser(desk, { ...options, login })),
  );
  addRightsCommands(user, shell);
}

function addRightsCommands(user: Command, shell: Shell): void {
  const off = user
    .command('disable')
    .description('shut a person out at once')
    .argument('<login>', 'whom', parseLogin);
  addWritingOptions(off, { asks: true, dryRun: false }).action(
    (login: string, options: WritingOptions, self: Command) =>
      shell.run(self, (desk) => disable(desk, { ...options, login })),
  );
  const on = user
    .command('enable')
    .description('let a disabled person in again')
    .argument('<login>', 'whom', parseLogin);
  addWritingOptions(on, { dryRun: false }).action(
    (login: string, options: WritingOptions, self: Command) =>
      shell.run(self, (desk) => enable(desk, { ...options, login })),
  );
  const role = user
    .command('role')
    .description(`give another role: ${roles.join(', ')}`)
    .argument('<login>', 'to whom', parseLogin)
    .argument('<role>', 'which', parseRoleArgument);
  addWritingOptions(role, { dryRun: false }).action(
    (...[login, given, options, self]: [string, Role, WritingOptions, Command]) =>
      shell.run(self, (desk) => giveRole(desk, { ...options, login, role: given })),
  );
}

function addPasswordOptions(command: Command): Command {
  command
    .addOption(
      new Option('--link', 'print a one-time link with which they set it').conflicts(
        'passwordStdin',
      ),
    )
    .option('--password-stdin', 'read it from standard input');
  return addWritingOptions(command, { dryRun: false });
}

function parseLogin(text: string): string {
  if (/^[\p{L}\p{N}._@+-]{1,100}$/u.test(text)) return text;
  throw new InvalidArgumentError('A login has letters, digits and . _ @ + - only.');
}

function parseRoleArgument(text: string): Role {
  const role = roles.find((known) => known === text);
  if (role !== undefined) return role;
  throw new InvalidArgumentError(`Give one of ${roles.join(', ')}.`);
}

async function showUsers({ screen, database, times }: Desk): Promise<void> {
  const users = await listUsers(database.prisma);
  screen.show({ users }, () =>
    users.length === 0
      ? ''
      : renderTable(
          screen,
          [
            ...[{ title: 'login' }, { title: 'role' }, { title: `added (${times.zone})` }],
            { title: 'shut out' },
          ],
          users.map((row) => [
            ...[row.login, row.role, times.full(times.fromReal(row.createdAt))],
            times.full(row.disabledAt && times.fromReal(row.disabledAt)),
          ]),
        ),
  );
  if (users.length === 0) {
    screen.note('Nobody may log in yet. Begin with: ponte user add <login> --role admin');
  }
}
