import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endChild, endWithUs } from './child-process.ts';
import { findFreePort } from './free-port.ts';
import { untilAnswer } from './redis-cluster.ts';
import { findRedisServer, startRedis } from './redis.ts';

export interface RedisSentinel {
  /** `redis+sentinel://host:port/<master>` */
  readonly url: string;
  /** Kills the master; resolves when the replica has become the master. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

const MASTER = 'ponte';
const HOST = '127.0.0.1';

/** Starts a master, a replica and one Sentinel that decides alone, on the loopback address. */
export async function startSentinel(): Promise<RedisSentinel> {
  const program = findRedisServer();
  if (program === undefined) {
    throw new Error('redis-server is not installed: apt-get install redis-server');
  }
  const master = await startRedis({ args: ['--repl-diskless-sync-delay', '0'] });
  const replica = await startRedis({ args: ['--replicaof', HOST, String(master.port)] });
  await untilAnswer(master.port, ['INFO', 'replication'], (text) => /state=online/.test(text));
  const port = await findFreePort();
  const dir = mkdtempSync(join(tmpdir(), 'ponte-sentinel-'));
  const file = join(dir, 'sentinel.conf');
  writeFileSync(file, toSettings(port, dir, master.port));
  const child = spawn(program, [file, '--sentinel'], { stdio: 'ignore' });
  endWithUs(child, 'SIGKILL');
  await untilListening(port);
  await untilAnswer(port, ['INFO', 'sentinel'], (text) => /status=ok,.*slaves=1/.test(text));
  return {
    url: `redis+sentinel://${HOST}:${port}/${MASTER}`,
    failOver: async () => {
      await master.kill();
      await untilAnswer(replica.port, ['ROLE'], (text) => text.includes('master'));
      await untilAnswer(port, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER], (text) =>
        text.includes(String(replica.port)),
      );
    },
    stop: async () => {
      await endChild(child, 'SIGKILL');
      await Promise.all([master.stop(), replica.stop()]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function toSettings(port: number, dir: string, masterPort: number): string {
  const lines = [
    `port ${port}`,
    `bind ${HOST}`,
    `dir ${dir}`,
    `sentinel monitor ${MASTER} ${HOST} ${masterPort} 1`,
    `sentinel down-after-milliseconds ${MASTER} 3000`,
    `sentinel failover-timeout ${MASTER} 3000`,
  ];
  return `${lines.join('\n')}\n`;
}

async function untilListening(port: number): Promise<void> {
  const end = Date.now() + 10_000;
  for (;;) {
    try {
      await untilAnswer(port, ['PING'], (text) => text.includes('PONG'));
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
