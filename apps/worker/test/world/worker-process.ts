import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endChild, endWithUs } from '@ponte/servers/child-process';

export interface WorkerProcess {
  readonly pid: number;
  readonly ready: Promise<void>;
  /** SIGKILL: no goodbye. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  terminate(): Promise<number | null>;
}

const main = fileURLToPath(new URL('./short-lock-worker.ts', import.meta.url));
const ponte = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url));

/** A worker in a process of its own; killed, it leaves its jobs to others within seconds. */
export function startWorkerProcess(env: Readonly<Record<string, string>>): WorkerProcess {
  return startProcess([main], env, /^ready$/m);
}

/** The command line doing a worker's work, as `ponte work` does it on a person's machine. */
export function startPonteWork(env: Readonly<Record<string, string>>): WorkerProcess {
  return startProcess([ponte, 'work'], env, /"msg":"worker\.started"/);
}

function startProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  readyWords: RegExp,
): WorkerProcess {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithUs(child, 'SIGKILL');
  return {
    pid: child.pid ?? 0,
    ready: awaitReady(child, readyWords),
    kill: () => endChild(child, 'SIGKILL'),
    terminate: async () => {
      await endChild(child, 'SIGTERM');
      return child.exitCode;
    },
  };
}

function awaitReady(child: ChildProcess, readyWords: RegExp): Promise<void> {
  let words = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-3_000);
      if (readyWords.test(words)) resolve();
    });
  }
  child.once('exit', () => reject(new Error(`The worker ended before it was ready: ${words}`)));
  // Only a test that waits for readiness wants to hear that it never came.
  void Promise.allSettled([promise]);
  return promise;
}
