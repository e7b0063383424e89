import { openSchemaEngine, readSchema } from './schema-engine.ts';

export interface DraftOptions {
  /** Any PostgreSQL that answers: the engine wants to know its version, and writes nothing. */
  readonly databaseUrl: string;
  /** The Prisma schema as it was; empty: there was none. */
  readonly was: string;
}

/**
 * The SQL from a schema as it was to prisma/schema.prisma as it is; a comment when nothing differs.
 * Rejects with the engine's words when the old one is no schema.
 */
export async function draftMigration({ databaseUrl, was }: DraftOptions): Promise<string> {
  const [path, content] = await readSchema();
  const engine = await openSchemaEngine(databaseUrl);
  try {
    const { stdout } = await engine.diff({
      from:
        was.trim() === ''
          ? { tag: 'empty' }
          : { tag: 'schemaDatamodel', files: [{ path, content: was }] },
      to: { tag: 'schemaDatamodel', files: [{ path, content }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? '';
  } finally {
    engine.free();
  }
}
