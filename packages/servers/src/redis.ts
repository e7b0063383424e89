import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endChild, endWithUs } from './child-process.ts';
import { findFreePort } from './free-port.ts';

export interface RedisOptions {
  port?: number;
  /** Further arguments in redis-server's own spelling. */
  args?: readonly string[];
}

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
  /** Ends the server at once, as a power cut of the process would; the data folder stays. */
  kill(): Promise<void>;
  /** Starts again on the same port with what the data folder holds. */
  restart(): Promise<void>;
}

/** The command of redis-server on this machine, or undefined when it is not installed. */
export function findRedisServer(): string | undefined {
  return spawnSync(PROGRAM, ['--version']).status === 0 ? PROGRAM : undefined;
}

const PROGRAM = 'redis-server';

/** What a suite is called when redis-server is missing, so that it is counted and seen. */
export const REDIS_MISSING = 'skipped: needs redis-server';

/**
 * Starts a real redis-server on the loopback address with append-only persistence and the
 * `noeviction` policy. Fails when the program is missing: ask `findRedisServer` first.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const program = findRedisServer();
  if (program === undefined) {
    throw new Error('redis-server is not installed: apt-get install redis-server');
  }
  const port = options.port ?? (await findFreePort());
  const dir = mkdtempSync(join(tmpdir(), 'ponte-redis-'));
  const args = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''],
    ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'],
    ...(options.args ?? []),
  ];
  let child = await launch(program, args);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid ?? 0;
    },
    kill: () => endChild(child, 'SIGKILL'),
    restart: async () => {
      await endChild(child, 'SIGTERM');
      child = await launch(program, args);
    },
    stop: async () => {
      await endChild(child, 'SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function launch(program: string, args: readonly string[]): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    const onClose = (): void => reject(new Error(`redis-server did not start: ${words}`));
    child.once('error', reject);
    child.once('close', onClose);
    const onWords = (chunk: Buffer): void => {
      words = (words + chunk.toString()).slice(-4_000);
      if (!/Ready to accept connections|\* The server is now ready/.test(words)) return;
      child.stdout.off('data', onWords);
      child.stdout.resume();
      child.stderr.resume();
      child.off('close', onClose);
      endWithUs(child, 'SIGKILL');
      resolve(child);
    };
    child.stdout.on('data', onWords);
  });
}
