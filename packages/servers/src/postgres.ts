import { spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endChild, endWithUs } from './child-process.ts';
import { findFreePort } from './free-port.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';

export interface PostgresOptions {
  /** Kept between starts when given; otherwise a temporary folder that `stop` removes. */
  dataDir?: string;
  /** A free loopback port when absent. */
  port?: number;
  /** false saves the disk syncs: for tests that never cut the power. Default true. */
  isDurable?: boolean;
  /** Further settings, `name=value`. */
  settings?: readonly string[];
}

export interface PostgresServer {
  /** Connection string of the database `postgres` with the superuser. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Connection string of another database of this server. */
  urlOf(database: string): string;
  /** Ends the server and, unless a data folder was given, removes its data. */
  stop(): Promise<void>;
  /** Ends the server as a crash would (immediate shutdown); the data stays. */
  crash(): Promise<void>;
  /** Starts again on the same port with the same data. */
  restart(): Promise<void>;
}

const READY = 'database system is ready to accept connections';

/**
 * Starts a real PostgreSQL on the loopback address from the binaries of a registry package.
 * Needs no installed server and no root. Fails with the server's own words when it does not come up.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const binaries = findPostgresBinaries();
  const isTemporary = options.dataDir === undefined;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'ponte-postgres-'));
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await initialise(binaries, dataDir);
  // As late as can be: nobody else may take it meanwhile.
  const port = options.port ?? (await findFreePort());
  const args = toArguments(dataDir, port, options);
  let child = await launch(binaries, args);
  const urlOf = (database: string): string => `postgresql://postgres@127.0.0.1:${port}/${database}`;
  return {
    url: urlOf('postgres'),
    urlOf,
    port,
    get pid() {
      return child.pid ?? 0;
    },
    crash: () => endChild(child, 'SIGQUIT'),
    restart: async () => {
      await endChild(child, 'SIGINT');
      child = await launch(binaries, args);
    },
    stop: async () => {
      await endChild(child, 'SIGINT');
      if (isTemporary) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function toArguments(dataDir: string, port: number, options: PostgresOptions): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'shared_buffers=128MB',
    ...(options.isDurable === false
      ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
      : []),
    ...(options.settings ?? []),
  ];
  return ['-D', dataDir, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
}

async function initialise(binaries: PostgresBinaries, dataDir: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (binaries.identity) chownSync(dataDir, binaries.identity.uid, binaries.identity.gid);
  const child = spawn(
    binaries.initdb,
    [
      ...['-D', dataDir, '-U', 'postgres', '--encoding=UTF8', '--locale=C', '--no-instructions'],
      // Loopback only and a throw-away server: connections need no password.
      '--auth=trust',
      '--no-sync',
    ],
    { ...binaries.identity, stdio: ['ignore', 'ignore', 'pipe'], cwd: tmpdir() },
  );
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`PostgreSQL could not make its data folder ${dataDir}: ${words}`);
}

function launch(binaries: PostgresBinaries, args: readonly string[]): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.postgres, [...args], {
      ...binaries.identity,
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: tmpdir(),
    });
    let words = '';
    const onWords = (chunk: Buffer): void => {
      words = (words + chunk.toString()).slice(-4_000);
      if (!words.includes(READY)) return;
      child.stderr.off('data', onWords);
      child.stderr.resume();
      child.off('close', onClose);
      endWithUs(child, 'SIGQUIT');
      resolve(child);
    };
    const onClose = (): void => reject(new Error(`PostgreSQL did not start: ${words}`));
    child.once('error', reject);
    child.once('close', onClose);
    child.stderr.on('data', onWords);
  });
}
