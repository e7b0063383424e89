import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';

/** Prisma's own schema engine, compiled to WebAssembly: no binary has to be downloaded. */
export type SchemaEngine = engineModule.SchemaEngine;
export type MigrationList = engineModule.MigrationList;

const prismaFolder = fileURLToPath(new URL('../../../prisma/', import.meta.url));
const migrationsFolder = join(prismaFolder, 'migrations');

let instantiated: Promise<void> | undefined;

/** The schema engine bound to one database. Call `free()` when done. */
export async function openSchemaEngine(databaseUrl: string): Promise<SchemaEngine> {
  instantiated ??= instantiate();
  await instantiated;
  const adapter = bindMigrationAwareSqlAdapterFactory(
    new PrismaPg({
      connectionString: databaseUrl,
      idleTimeoutMillis: 1_000,
      allowExitOnIdle: true,
    }),
  );
  return await engineModule.SchemaEngine.new(
    { datamodels: [await readSchema()] },
    () => undefined,
    adapter,
  );
}

/** The migrations as they lie in the folder, in order. */
export async function readMigrations(): Promise<MigrationList> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = await Promise.all(
    names.toSorted().map(async (path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: {
          tag: 'ok' as const,
          value: await readFile(join(migrationsFolder, path, 'migration.sql'), 'utf8'),
        },
      },
    })),
  );
  const lockfile = join(migrationsFolder, 'migration_lock.toml');
  return {
    baseDir: migrationsFolder,
    lockfile: { path: 'migration_lock.toml', content: await readFile(lockfile, 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories,
  };
}

/** The Prisma schema as [path, text]. */
export async function readSchema(): Promise<[string, string]> {
  const path = join(prismaFolder, 'schema.prisma');
  return [path, await readFile(path, 'utf8')];
}

/** The part of the WebAssembly global that is used; Node's own types leave it to the browser's. */
interface WebAssemblyGlobal {
  instantiate(
    source: Uint8Array,
    imports: Record<string, unknown>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
}

async function instantiate(): Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  const file = resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm');
  const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: WebAssemblyGlobal };
  const { instance } = await wasm.instantiate(await readFile(file), {
    './schema_engine_bg.js': engineModule,
  });
  const glue = engineModule as unknown as { __wbg_set_wasm(exports: unknown): void };
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports['__wbindgen_start'];
  if (typeof start === 'function') (start as () => void)();
}
