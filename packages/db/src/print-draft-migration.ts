import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { draftMigration } from './draft-migration.ts';

/**
 * Prints the SQL for the next folder of prisma/migrations. On standard input it is given the schema as
 * it was: `git show HEAD:prisma/schema.prisma`. Writes nothing.
 */
const { values } = parseArgs({ options: { database: { type: 'string' } } });
if (values.database === undefined) {
  throw new Error('Give --database: the address of any PostgreSQL. Nothing is written there.');
}
const was = process.stdin.isTTY ? '' : await text(process.stdin);
process.stdout.write(await draftMigration({ databaseUrl: values.database, was }));
