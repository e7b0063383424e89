import { writeSync } from 'node:fs';
import type { JobContext } from './define.ts';
import { createWorld, DONE, type Address } from './contract.world.ts';

/**
 * A worker process of its own, to be killed or blocked by a test. Arguments: the store's address,
 * the world's slug and what the handler of `do-keyed` does. Speaks one line per event.
 */
const [address = '{}', slug = '', act = 'wait'] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);
const world = createWorld(JSON.parse(address) as Address, slug);

const acts: Record<string, (context: JobContext) => Promise<void>> = {
  wait: () => new Promise(() => setInterval(() => undefined, 1_000)),
  die: async () => void process.kill(process.pid, 'SIGKILL'),
  block: async () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500),
};

await world.work({
  keyed: async (payload: { id: string }, context: JobContext) => {
    say(`started ${payload.id} ${context.mayBeRepeated ? 'again' : 'first'}`);
    await acts[act]?.(context);
    say(`ended ${payload.id}`);
    return DONE;
  },
});
say('ready');
