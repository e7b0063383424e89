import { openSchemaEngine, readMigrations, readSchema } from './schema-engine.ts';
import { parseArgs } from 'node:util';

/**
 * Prints the SQL from a migrated database to prisma/schema.prisma, for the next folder of
 * prisma/migrations: `node src/draft-migration.ts --database postgresql://…`. `--empty` prints the
 * whole schema. Writes nothing.
 */
const { values } = parseArgs({
  options: { database: { type: 'string' }, empty: { type: 'boolean', default: false } },
});
if (values.database === undefined) {
  throw new Error('Give --database: an empty PostgreSQL database that may be used as a shadow.');
}
const engine = await openSchemaEngine(values.database);
const from = values.empty
  ? ({ tag: 'empty' } as const)
  : ({ tag: 'migrations', ...(await readMigrations()) } as const);
const [path, content] = await readSchema();
const { stdout } = await engine.diff({
  from,
  to: { tag: 'schemaDatamodel', files: [{ path, content }] },
  script: true,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});
process.stdout.write(stdout ?? '');
engine.free();
