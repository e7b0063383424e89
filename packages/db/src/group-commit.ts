/** Collects single writes into batches without a timer. */
export interface GroupCommit<Item, Result> {
  /** Resolves with this item's own result once its batch is committed; rejects when it was not. */
  write(item: Item): Promise<Result>;
  /** Items not yet answered. */
  readonly pending: number;
  /** Resolves when everything written so far is answered. */
  settle(): Promise<void>;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

export interface GroupCommitOptions<Item, Result> {
  /** Writes one batch in one commit; gives one result per item, in order. */
  flush: (items: Item[]) => Promise<Result[]>;
  /** Items of the next batch, when so many wait. */
  toBatchSize: (waiting: number) => number;
}

/**
 * At most one batch is under way; whatever comes meanwhile is the next batch. Under load batches
 * grow by themselves, at rest an item goes out at once: a linger timer would only add waiting.
 * Items that found no place in a batch which failed fail with it: nobody waits longer than two
 * flushes take, however many wait.
 */
export function createGroupCommit<Item, Result>(
  options: GroupCommitOptions<Item, Result>,
): GroupCommit<Item, Result> {
  let queue: Waiting<Item, Result>[] = [];
  let inFlight = 0;
  let idle: (() => void)[] = [];

  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      const size = options.toBatchSize(queue.length);
      const batch = queue.length <= size ? queue : queue.slice(0, size);
      queue = batch === queue ? [] : queue.slice(size);
      const overtaken = queue.length;
      inFlight = batch.length;
      const failure = await answer(batch, options.flush);
      inFlight = 0;
      if (failure !== undefined) {
        for (const { reject } of queue.splice(0, overtaken)) reject(failure.error);
      }
    }
    isRunning = false;
    const waiting = idle;
    idle = [];
    for (const wake of waiting) wake();
  };

  let isRunning = false;
  return {
    get pending() {
      return queue.length + inFlight;
    },
    write: (item) =>
      new Promise<Result>((resolve, reject) => {
        queue.push({ item, resolve, reject });
        if (isRunning) return;
        isRunning = true;
        // One turn of the event loop lets the requests that arrived together share the first batch.
        setImmediate(() => void run());
      }),
    settle: () =>
      isRunning ? new Promise<void>((resolve) => idle.push(resolve)) : Promise.resolve(),
  };
}

async function answer<Item, Result>(
  batch: Waiting<Item, Result>[],
  flush: (items: Item[]) => Promise<Result[]>,
): Promise<{ error: unknown } | undefined> {
  try {
    const results = await flush(batch.map(({ item }) => item));
    batch.forEach(({ resolve }, at) => resolve(results[at] as Result));
    return undefined;
  } catch (error) {
    for (const { reject } of batch) reject(error);
    return { error };
  }
}
