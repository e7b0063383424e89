import { fork } from 'node:child_process';
import { once } from 'node:events';
import { endChild, endWithUs } from '@ponte/servers/child-process';

/** What a child can be asked: command → what it is asked with and what it answers. */
export type Talk = Record<string, { asked: unknown; told: unknown }>;

/** One process of the bench, so that what is measured shares no event loop with who measures. */
export interface Child<T extends Talk> {
  /** Rejects with the child's own words when it fails, and when it dies before it answers. */
  ask<Name extends keyof T & string>(name: Name, asked: T[Name]['asked']): Promise<T[Name]['told']>;
  /** The port it listens on; 0 when it does not listen. */
  readonly port: number;
  stop(): Promise<void>;
}

interface Greeting {
  readonly port?: number;
}

interface Answer {
  readonly id: number;
  readonly told?: unknown;
  readonly failed?: string;
}

interface Waiting {
  resolve(told: unknown): void;
  reject(error: Error): void;
}

/**
 * Starts `file` (file URL) with `setup` as its JSON argument and waits until it listens; `flags` are
 * Node's own. Its standard output goes nowhere: logs are written as in production, and nobody reads
 * them.
 */
export async function startChild<T extends Talk>(
  file: URL,
  setup: object,
  flags: readonly string[] = [],
): Promise<Child<T>> {
  const child = fork(file, [JSON.stringify(setup)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--expose-gc', ...flags],
  });
  endWithUs(child, 'SIGKILL');
  const waiting = new Map<number, Waiting>();
  child.on('message', (message) => {
    const { id, told, failed } = message as Answer;
    const asker = waiting.get(id);
    waiting.delete(id);
    if (failed === undefined) asker?.resolve(told);
    else asker?.reject(new Error(failed));
  });
  const gone = new Error(`${file.pathname} ended by itself; its words stand above.`);
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(gone);
  });
  let lastId = 0;
  const ask = (name: string, asked: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      child.send({ id: lastId, name, asked });
    });
  const [greeting] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(gone)),
  ])) as [Greeting];
  return { ask, port: greeting.port ?? 0, stop: () => endChild(child, 'SIGKILL') };
}
