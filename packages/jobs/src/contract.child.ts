import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobEnding } from './define.ts';
import { createWorld, DONE, SHORT_LOCK, type Address } from './contract.world.ts';

/**
 * A worker process of its own, to be killed or blocked by a test. Arguments: the store's address,
 * the world's slug and what the handler of `do-keyed` does. Speaks one line per event.
 */
const [address = '{}', slug = '', act = 'wait'] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);
const world = createWorld(JSON.parse(address) as Address, { slug });

const seen = new Set<string>();
const stay = (): Promise<JobEnding> => new Promise(() => setInterval(() => undefined, 1_000));
const die = async (): Promise<JobEnding> => {
  process.kill(process.pid, 'SIGKILL');
  return stay();
};

const acts: Record<string, (id: string) => Promise<JobEnding>> = {
  wait: stay,
  block: async () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
    return DONE;
  },
  // Kills its worker when the slow job beside it has been taken up, and long before that one ends.
  poison: async (id) => {
    await sleep(id === 'poison' ? 150 : 500);
    return id === 'poison' ? die() : DONE;
  },
  // Ends a first run and stays in the second.
  again: async (id) => {
    if (seen.has(id)) return stay();
    seen.add(id);
    return { outcome: 'done', againInMs: 0 };
  },
};

const keyed = async (payload: { id: string }): Promise<JobEnding> => {
  say(`started ${payload.id}`);
  const ending = (await acts[act]?.(payload.id)) ?? DONE;
  say(`ended ${payload.id}`);
  return ending;
};
await world.work({ keyed }, { lock: SHORT_LOCK });
say('ready');
