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
  /** Which of all that were written. */
  at: number;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

export interface GroupCommitOptions<Item, Result> {
  /** Writes one batch in one commit; gives one result per item, in order. */
  flush: (items: Item[]) => Promise<Result[]>;
  /** Batches that may be under way at a time; 1 when absent. */
  lanes?: number;
  /** Items of the next batch, when so many wait. */
  toBatchSize: (waiting: number) => number;
}

/**
 * At most `lanes` batches are under way; whatever comes meanwhile is the next batch. Under load
 * batches grow by themselves, at rest an item goes out at once: a linger timer would only add
 * waiting. Items that waited already when a batch set out that failed fail with it: nobody waits
 * longer than two flushes take, however many wait. With more lanes than one, batches may be
 * committed in another order than they were written.
 */
export function createGroupCommit<Item, Result>(
  options: GroupCommitOptions<Item, Result>,
): GroupCommit<Item, Result> {
  const lanes = options.lanes ?? 1;
  let queue: Waiting<Item, Result>[] = [];
  let inFlight = 0;
  let running = 0;
  let isStarting = false;
  let written = 0;
  let idle: (() => void)[] = [];

  const startLane = (): void => {
    if (isStarting || running === lanes) return;
    isStarting = true;
    running += 1;
    // One turn of the event loop lets the requests that arrived together share the first batch.
    setImmediate(() => {
      isStarting = false;
      void run();
    });
  };

  /** Takes batch after batch until nothing waits. */
  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      const size = options.toBatchSize(queue.length);
      const batch = queue.length <= size ? queue : queue.slice(0, size);
      queue = batch === queue ? [] : queue.slice(size);
      if (queue.length > 0) startLane();
      const overtaken = written;
      inFlight += batch.length;
      const failure = await answer(batch, options.flush);
      inFlight -= batch.length;
      if (failure !== undefined) failUntil(overtaken, failure.error);
    }
    running -= 1;
    if (running > 0) return;
    const waiting = idle;
    idle = [];
    for (const wake of waiting) wake();
  };

  /** Fails what waits and was written no later than this. */
  const failUntil = (last: number, error: unknown): void => {
    const later = queue.findIndex(({ at }) => at > last);
    for (const { reject } of queue.splice(0, later < 0 ? queue.length : later)) reject(error);
  };

  return {
    get pending() {
      return queue.length + inFlight;
    },
    write: (item) =>
      new Promise<Result>((resolve, reject) => {
        written += 1;
        queue.push({ item, at: written, resolve, reject });
        startLane();
      }),
    settle: () =>
      running > 0 ? new Promise<void>((resolve) => idle.push(resolve)) : Promise.resolve(),
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
