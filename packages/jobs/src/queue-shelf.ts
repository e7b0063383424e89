import type { JobQueue } from './queue-types.ts';
import { PRODUCER_PATIENCE_MS, QueueUnreachable, withinDeadline } from './unreachable.ts';

export interface QueueShelf {
  open(name: string): Promise<JobQueue>;
  peek(name: string): JobQueue;
  close(): Promise<void>;
}

export interface QueueShelfOptions {
  make: (name: string) => JobQueue;
  assertReachable: () => Promise<void>;
  /** Real milliseconds that a new queue has for its first handshake. */
  patienceMs: number;
}

interface Entry {
  queue: JobQueue;
  isProven: boolean;
}

/**
 * Keeps one queue object per name. A BullMQ queue whose very first handshake failed never recovers,
 * so such an object is thrown away and the next caller gets a new one.
 */
export function createQueueShelf({
  make,
  assertReachable,
  patienceMs,
}: QueueShelfOptions): QueueShelf {
  const entries = new Map<string, Entry>();
  const entryOf = (name: string): Entry => {
    const known = entries.get(name);
    if (known !== undefined) return known;
    const entry = { queue: make(name), isProven: false };
    entries.set(name, entry);
    return entry;
  };
  const prove = async (name: string, entry: Entry): Promise<void> => {
    try {
      const ready = Promise.resolve(entry.queue.waitUntilReady());
      await withinDeadline(
        ready.then(() => undefined),
        patienceMs,
        `Queue ${name}`,
      );
      entry.isProven = true;
    } catch (cause) {
      if (entries.get(name) === entry) entries.delete(name);
      void closeQuietly(entry.queue);
      if (cause instanceof QueueUnreachable) throw cause;
      throw new QueueUnreachable(`Queue ${name} cannot be opened.`, { cause });
    }
  };
  return {
    peek: (name) => entryOf(name).queue,
    open: async (name) => {
      await assertReachable();
      const entry = entryOf(name);
      if (!entry.isProven) await prove(name, entry);
      return entry.queue;
    },
    close: async () => {
      const all = [...entries.values()];
      entries.clear();
      await Promise.all(all.map((entry) => closeQuietly(entry.queue)));
    },
  };
}

async function closeQuietly(queue: JobQueue): Promise<void> {
  try {
    await withinDeadline(queue.close(), PRODUCER_PATIENCE_MS, 'Closing a queue');
  } catch {
    // A queue that cannot say goodbye is dropped with its connection.
  }
}
