/**
 * The store of the queues did not answer in time. `kind` puts it into the fates table as something
 * that a later attempt may cure.
 */
export class QueueUnreachable extends Error {
  readonly kind = 'unavailable';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'QueueUnreachable';
  }
}

/** Real milliseconds that a producer waits for the store before it gives up. */
export const PRODUCER_PATIENCE_MS = 2_000;

/** The same for a command, whose process begins cold and for whom a person waits. */
export const COMMAND_PATIENCE_MS = 10_000;

/**
 * Resolves or rejects as `work` does, but after `ms` real milliseconds rejects with
 * `QueueUnreachable`. The work itself is not stopped: what it still does must be harmless.
 */
export async function withinDeadline<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new QueueUnreachable(`${what} got no answer within ${ms} ms.`));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
