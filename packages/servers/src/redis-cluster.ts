import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from './free-port.ts';
import { startRedis, type RedisServer } from './redis.ts';

export interface RedisCluster {
  /** `redis+cluster://host:port,…` */
  readonly url: string;
  readonly nodes: readonly RedisServer[];
  stop(): Promise<void>;
}

const SLOTS = 16_384;
const NODES = 3;
const HOST = '127.0.0.1';
const PATIENCE_MS = 180_000;

/** Starts three masters without replicas on the loopback address and joins them to a Redis Cluster. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const members: { server: RedisServer; busPort: number }[] = [];
  for (let index = 0; index < NODES; index += 1) {
    // The usual bus port, port + 10000, may lie beyond the last one.
    const busPort = await findFreePort();
    const args = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)];
    members.push({ server: await startRedis({ args }), busPort });
  }
  const [first] = members;
  for (const [index, { server, busPort }] of members.entries()) {
    const from = Math.floor((SLOTS * index) / NODES);
    const to = Math.floor((SLOTS * (index + 1)) / NODES) - 1;
    await askRedis(server.port, ['CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1)]);
    await askRedis(server.port, ['CLUSTER', 'ADDSLOTSRANGE', String(from), String(to)]);
    if (first === undefined || index === 0) continue;
    const address = [HOST, String(server.port), String(busPort)];
    await askRedis(first.server.port, ['CLUSTER', 'MEET', ...address]);
  }
  const nodes = members.map((member) => member.server);
  await Promise.all(nodes.map((node) => untilWhole(node.port)));
  return {
    url: `redis+cluster://${nodes.map((node) => `${HOST}:${node.port}`).join(',')}`,
    nodes,
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

async function untilWhole(port: number): Promise<void> {
  await untilAnswer(port, ['CLUSTER', 'INFO'], (answer) =>
    ['cluster_state:ok', `cluster_known_nodes:${NODES}`, `cluster_slots_ok:${SLOTS}`].every(
      (sign) => answer.includes(sign),
    ),
  );
}

/** Asks again and again until the answer satisfies; fails with the last answer after half a minute. */
export async function untilAnswer(
  port: number,
  words: readonly string[],
  isEnough: (answer: string) => boolean,
): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  let answer = '';
  while (Date.now() < end) {
    answer = await askRedis(port, words);
    if (isEnough(answer)) return;
    await sleep(50);
  }
  throw new Error(`Redis on port ${port} still answers ${words.join(' ')} with: ${answer}`);
}

/** One command on a connection of its own; the raw answer. Errors of Redis become errors. */
export function askRedis(port: number, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, HOST);
    const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
    // Closing our half makes Redis answer and close the other one; Sentinel knows no QUIT.
    socket.end(`*${words.length}\r\n${parts.join('')}`);
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.once('error', reject);
    socket.once('close', () => {
      if (answer.startsWith('-')) reject(new Error(`Redis refuses ${words[0]}: ${answer.trim()}`));
      else resolve(answer);
    });
  });
}
